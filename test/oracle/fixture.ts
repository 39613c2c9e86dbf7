import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoredConfig } from '@shared/runs/config'
import { z } from 'zod'
import type { FeedArrays, FeedSpec } from '../../src-main/trainer/compute/engine'

const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, 'base64')).buffer
const FloatArray = z.string().transform((text) => new Float32Array(bytesOf(text)))
const FloatArrays = z.record(z.string(), FloatArray)

const Update = z.object({
  loss: z.number(),
  measures: z.record(z.string(), z.number()),
  feeds: z.record(z.string(), z.string()),
  gradients: FloatArrays.optional(),
})

const Fixture = z.object({
  config: StoredConfig,
  initial: FloatArrays,
  /** By phase. */
  steps: z.array(z.record(z.string(), Update)),
  final: FloatArrays,
  slots: FloatArrays,
})
/** A course of training steps that PyTorch computed. */
export type Fixture = z.infer<typeof Fixture>

const folder = join(import.meta.dirname, 'fixtures')

export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
  .sort()

export const readFixture = (name: string): Fixture =>
  Fixture.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))

/** The recorded feeds of an update in the form that the phase's feeds have. */
export const feedsOf = (feeds: readonly FeedSpec[], recorded: Readonly<Record<string, string>>): FeedArrays =>
  Object.fromEntries(
    feeds.map(({ name, type }) => {
      const text = recorded[name]
      if (text === undefined) throw new Error(`the fixture has no feed ${name}`)
      const bytes = new Uint8Array(bytesOf(text))
      return [name, type === 'uint8' ? bytes : new Float32Array(bytes.buffer)]
    }),
  )
