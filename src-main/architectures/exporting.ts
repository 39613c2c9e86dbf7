import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import {
  type ArchitectureFormat,
  demandWhole,
  fileOf,
  formats,
  type TextFormat,
  textFiles,
} from '@shared/architecture/export/formats'
import { networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import { explainFull, replaceFile, writeFile, writeFolder } from '../datasets/atomic'
import type { Disk } from '../datasets/disk'
import type { OnDemandProcess } from '../training/on-demand'
import { architecturePng } from './picture'

/** What is to be written of an architecture. */
export interface ArchitectureExport {
  readonly spec: ArchitectureSpec
  readonly format: ArchitectureFormat
  /** The only network to write, for formats of one network a file; null for all, in a folder. */
  readonly role: NetworkRole | null
  /** Seed of the weights of an ONNX model. */
  readonly seed: number
}

interface WrittenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What it works with: the process traces networks for ONNX. */
export interface ExportTools {
  readonly disk: Disk
  readonly process: OnDemandProcess<unknown>
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text)

async function onnxFiles({ process }: ExportTools, { spec, role, seed }: ArchitectureExport): Promise<WrittenFile[]> {
  demandWhole(spec)
  const roles = networksOf(spec).flatMap((one) => (role === null || one.role === role ? [one.role] : []))
  const folder = await mkdtemp(join(tmpdir(), 'gan-studio-onnx-'))
  try {
    const files: WrittenFile[] = []
    for (const each of roles) {
      const name = `${each}.onnx`
      const file = join(folder, name)
      await process.use(({ client }) => client.network.export({ spec, role: each, seed, file }))
      files.push({ name, bytes: await readFile(file) })
    }
    return files
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function filesOf(tools: ExportTools, wanted: ArchitectureExport): Promise<WrittenFile[]> {
  const { spec, format } = wanted
  const texts = (of: TextFormat) => textFiles(spec, of).map(({ name, text }) => ({ name, bytes: encoded(text) }))
  switch (format) {
    case 'png':
      return [{ name: 'architecture.png', bytes: await architecturePng(spec) }]
    case 'onnx':
      return onnxFiles(tools, wanted)
    default:
      return texts(format)
  }
}

const holdsSomething = (target: string): StudioError =>
  new StudioError('INVALID_INPUT', `${target} is there already`, {
    safe: 'Nothing was written.',
    next: 'Choose the name of a new folder.',
  })

/**
 * Writes an architecture to a file or, where each network is a file and no single one is wanted, into a new folder. Whole or not
 * at all.
 * @throws StudioError `INVALID_CONFIG` for what the format cannot hold, `INVALID_INPUT` for a role that is not there or a folder that
 * is, `WRONG_STATE` for a picture without fonts, `ENGINE_UNAVAILABLE`, `DISK_FULL`
 */
export async function exportArchitecture(
  tools: ExportTools,
  wanted: ArchitectureExport,
  target: string,
): Promise<{ readonly name: string }> {
  const { spec, format, role } = wanted
  const files = await filesOf(tools, wanted)
  const { disk } = tools
  const only = !formats[format].perNetwork ? files[0] : role === null ? undefined : fileOf(files, role, spec)
  try {
    if (only) await replaceFile(disk, target, only.bytes)
    else {
      if (existsSync(target)) throw holdsSomething(target)
      await writeFolder(disk, target, async (folder) => {
        for (const { name, bytes } of files) await writeFile(disk, join(folder, name), bytes)
      })
    }
  } catch (error) {
    throw explainFull(error, target)
  }
  return { name: basename(target) }
}
