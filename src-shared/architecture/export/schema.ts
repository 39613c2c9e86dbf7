import { z } from 'zod'
import { ArchitectureSpec } from '../spec'

/** The JSON Schema (draft 2020-12) of architectures, as text with a line feed at the end. */
export function architectureSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(ArchitectureSpec, { io: 'input', reused: 'ref' })
  const $id = 'urn:gan-studio:architecture:2'
  const title = 'Architecture of GAN Studio'
  const description = 'Networks of a system. Beyond this schema, shapes have to fit: studio architecture validate FILE.'
  return `${JSON.stringify({ $schema, $id, title, description, ...schema }, null, 2)}\n`
}
