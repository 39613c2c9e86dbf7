import { type ArchitectureFormat, formats } from '@shared/architecture/export/formats'
import type { ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import { type ExportTools, exportArchitecture } from '../architectures/exporting'
import { slug } from '../slug'
import { type Dialogs, noDialogs } from './dialogs'

/** Seed of the weights of models that have any. */
const SEED = 1

/** Lets a person choose where an architecture goes, and writes it there: a file, or a folder with a file a network. */
export async function exportArchitectureByDialog(
  { architectureExports: tools }: { readonly architectureExports: ExportTools },
  dialogs: Dialogs | undefined,
  wanted: { readonly spec: ArchitectureSpec; readonly format: ArchitectureFormat; readonly role: NetworkRole | null },
): Promise<{ name: string } | null> {
  const { ending, perNetwork } = formats[wanted.format]
  const name = slug(wanted.spec.name, 'architecture')
  const suggested = !perNetwork ? `${name}${ending}` : wanted.role === null ? name : `${name}-${wanted.role}${ending}`
  const target = await (dialogs ?? noDialogs).target(suggested)
  return target === null ? null : exportArchitecture(tools, { ...wanted, seed: SEED }, target)
}
