import { basename, dirname, join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { pinFileNames } from '@shared/runs/files'
import { migrateConfig } from '@shared/runs/migrate'
import type { Snapshot, StateTensor } from '../compute/engine'
import { writeThrough } from '../files/atomic'
import { type Disk, errorCode } from '../files/disk'
import { canonicalJson, configHash, Manifest, sha256 } from './manifest'
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from './safetensors'
import { snapshotOf, tensorsOf } from './snapshot-tensors'

const TENSORS_FILE = 'tensors.safetensors'
const MANIFEST_FILE = 'manifest.json'
const PARTIAL_PREFIX = '.partial-'
const NAME = /^step-(\d{7,16})$/

/** The folder of a run's checkpoints. */
export const checkpointsFolder = (runFolder: string): string => join(runFolder, 'checkpoints')

/** `step-0001200` */
export const checkpointName = (step: number): string => `step-${String(step).padStart(7, '0')}`

/** The step of a checkpoint's name; undefined for a name that is none. */
export function stepOfName(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The hash of a manifest but for what it says of the tensor file, which carries it: neither file can change unnoticed. */
function contentHash(manifest: object): string {
  return sha256([canonicalJson(Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== 'tensors')))])
}

/** Everything that a checkpoint holds. */
export interface CheckpointContent {
  readonly manifest: Manifest
  readonly snapshot: Snapshot
}

/**
 * Saves a checkpoint in `folder` under the name of its step. All files are written to a folder with another name, which
 * gets its final name once they are on the disk. A checkpoint of the same step is replaced.
 * @throws what the disk throws; the checkpoints that were there before then still are.
 */
export async function saveCheckpoint(
  disk: Disk,
  folder: string,
  manifest: Omit<Manifest, 'tensors' | 'optimisers'>,
  snapshot: Snapshot,
  state: readonly StateTensor[],
): Promise<string> {
  const name = checkpointName(manifest.step)
  const [partial, replaced, final] = [
    join(folder, `${PARTIAL_PREFIX}${name}`),
    join(folder, `${PARTIAL_PREFIX}${name}-replaced`),
    join(folder, name),
  ]
  const optimisers = Object.fromEntries(
    Object.entries(snapshot.optimisers).map(([phase, { updates }]) => [phase, { updates }]),
  )
  const chunks = encodeSafetensors(
    tensorsOf(snapshot, state),
    new Map([['manifest', contentHash({ ...manifest, optimisers })]]),
  )
  const complete: Manifest = {
    ...manifest,
    optimisers,
    tensors: { bytes: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0), sha256: sha256(chunks) },
  }
  try {
    await disk.remove(partial)
    await disk.makeFolder(partial)
    await writeThrough(disk, join(partial, TENSORS_FILE), chunks)
    const json = `${JSON.stringify(complete, null, 2)}\n`
    await writeThrough(disk, join(partial, MANIFEST_FILE), [new TextEncoder().encode(json)])
    await disk.syncFolder(partial)
    const exists = (await disk.list(folder)).includes(name)
    if (exists) await replace(disk, { partial, replaced, final })
    else await disk.rename(partial, final)
  } catch (error) {
    await disk.remove(partial).catch(() => undefined)
    throw error
  }
  await disk.syncFolder(folder)
  return name
}

/** A folder cannot be renamed onto another: the old one steps aside, and comes back if the new one does not get its place. */
async function replace(
  disk: Disk,
  { partial, replaced, final }: { partial: string; replaced: string; final: string },
): Promise<void> {
  await disk.remove(replaced)
  await disk.rename(final, replaced)
  try {
    await disk.rename(partial, final)
  } catch (error) {
    await disk.rename(replaced, final)
    throw error
  }
  await disk.remove(replaced).catch(() => undefined)
}

/** The names of the checkpoints in a folder, oldest step first. */
export async function listCheckpoints(disk: Disk, folder: string): Promise<string[]> {
  const steps = (await disk.list(folder)).flatMap((name) => {
    const step = stepOfName(name)
    return step === undefined ? [] : [{ name, step }]
  })
  return steps.sort((a, b) => a.step - b.step).map(({ name }) => name)
}

/** Removes what a save that was cut off left behind. A checkpoint that had stepped aside comes back. */
export async function tidyCheckpoints(disk: Disk, folder: string): Promise<void> {
  const names = await disk.list(folder)
  for (const name of names) {
    if (!name.startsWith(PARTIAL_PREFIX)) continue
    const original = name.slice(PARTIAL_PREFIX.length).replace(/-replaced$/, '')
    const stepsBack = name.endsWith('-replaced') && !names.includes(original)
    if (stepsBack) await disk.rename(join(folder, name), join(folder, original))
    else await disk.remove(join(folder, name))
  }
}

/** The last of the checkpoints, oldest first, that is from before a step. */
const lastBefore = (names: readonly string[], step: number): string | undefined =>
  names.findLast((name) => (stepOfName(name) ?? 0) < step)

/** Which checkpoints stay when a new one was saved. */
export interface Keeping {
  /** How many of the newest. */
  readonly keep: number
  /** Steps at which something may have gone wrong: the last checkpoint before each stays. */
  readonly doubts: readonly number[]
}

/**
 * Keeps the newest `keep` checkpoints up to `step`, the last ones before each of the `doubts`, and those that are pinned; removes
 * all others. Those after `step` belong to a course of the run that a resume has made void. Answers with the names that it removed.
 */
export async function pruneCheckpoints(
  disk: Disk,
  folder: string,
  step: number,
  { keep, doubts }: Keeping,
): Promise<string[]> {
  const names = await listCheckpoints(disk, folder)
  const upTo = names.filter((name) => (stepOfName(name) ?? 0) <= step)
  const kept = new Set([...upTo.slice(-keep), ...doubts.map((doubt) => lastBefore(upTo, doubt))])
  const pins: readonly string[] = Object.values(pinFileNames)
  const removed: string[] = []
  for (const name of names) {
    if (kept.has(name)) continue
    const pinned = upTo.includes(name) && (await disk.list(join(folder, name))).some((file) => pins.includes(file))
    if (!pinned) removed.push(name)
  }
  for (const name of removed) await disk.remove(join(folder, name))
  return removed
}

/** Keeps the last checkpoint before a step from being replaced; nothing happens where there is none. */
export async function pinBefore(disk: Disk, folder: string, step: number): Promise<void> {
  const name = lastBefore(await listCheckpoints(disk, folder), step)
  if (name !== undefined) await writeThrough(disk, join(folder, name, pinFileNames.alerts), [])
}

/** Why a checkpoint cannot be used. */
class Damage extends Error {
  constructor(
    readonly file: string,
    reason: string,
  ) {
    super(reason)
  }
}

/** Most bytes of a manifest, which takes some kilobytes. */
const MOST_MANIFEST_BYTES = 16 * 2 ** 20

async function readFileOf(disk: Disk, folder: string, file: string, most: number): Promise<Uint8Array> {
  try {
    return await disk.read(join(folder, file), most)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new Damage(file, 'is missing')
    if (errorCode(error) === 'EFBIG') throw new Damage(file, `has more than ${most} bytes`)
    throw error
  }
}

function parseManifest(bytes: Uint8Array): { manifest: Manifest; hash: string } {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new Damage(MANIFEST_FILE, 'is not JSON')
  }
  if (typeof json !== 'object' || json === null) throw new Damage(MANIFEST_FILE, 'is not a JSON object')
  if ('version' in json && typeof json.version === 'number' && json.version > 1) {
    throw new StudioError('WRONG_STATE', 'The checkpoint was made by a newer version of the studio.', {
      safe: 'Nothing was changed.',
      next: 'Update the studio.',
    })
  }
  const parsed = Manifest.safeParse(json)
  if (parsed.success) return { manifest: parsed.data, hash: contentHash(json) }
  const [issue] = parsed.error.issues
  throw new Damage(MANIFEST_FILE, `does not hold what it should: ${issue?.path.join('.')}: ${issue?.message}`)
}

/** Reads and verifies a checkpoint folder. @throws Damage */
async function readVerified(disk: Disk, folder: string): Promise<CheckpointContent> {
  const { manifest, hash } = parseManifest(await readFileOf(disk, folder, MANIFEST_FILE, MOST_MANIFEST_BYTES))
  const content = await readFileOf(disk, folder, TENSORS_FILE, manifest.tensors.bytes)
  if (content.byteLength !== manifest.tensors.bytes) {
    throw new Damage(TENSORS_FILE, `has ${content.byteLength} bytes, not ${manifest.tensors.bytes}`)
  }
  if (sha256([content]) !== manifest.tensors.sha256) throw new Damage(TENSORS_FILE, 'fails its checksum')
  try {
    const { tensors, metadata } = decodeSafetensors(content)
    if (metadata.get('manifest') !== hash) throw new Damage(MANIFEST_FILE, 'fails its checksum')
    return { manifest, snapshot: snapshotOf(tensors, manifest.optimisers) }
  } catch (error) {
    if (error instanceof SafetensorsError) throw new Damage(TENSORS_FILE, `is malformed: ${error.message}`)
    throw error
  }
}

async function newestGoodBefore(disk: Disk, folder: string, name: string): Promise<string | undefined> {
  const step = stepOfName(name) ?? Number.POSITIVE_INFINITY
  const older = (await listCheckpoints(disk, folder)).filter((other) => (stepOfName(other) ?? 0) < step)
  for (const candidate of older.reverse()) {
    try {
      await readVerified(disk, join(folder, candidate))
      return candidate
    } catch (error) {
      if (!(error instanceof Damage)) throw error
    }
  }
  return undefined
}

async function setAside(disk: Disk, path: string): Promise<string> {
  const names = await disk.list(dirname(path))
  let aside = `${basename(path)}.damaged`
  for (let copy = 2; names.includes(aside); copy++) aside = `${basename(path)}.damaged-${copy}`
  await disk.rename(path, join(dirname(path), aside))
  return aside
}

/**
 * Loads a checkpoint folder and verifies it.
 * @throws StudioError `UNKNOWN_CHECKPOINT` with the names that exist; `CHECKPOINT_DAMAGED`, naming the file and what is
 * wrong with it: the folder was then renamed to `<name>.damaged`, and `nearest` holds the newest good checkpoint before it.
 */
export async function loadCheckpoint(disk: Disk, path: string): Promise<CheckpointContent> {
  const [folder, name] = [dirname(path), basename(path)]
  const names = await listCheckpoints(disk, folder)
  if (!names.includes(name)) {
    throw new StudioError('UNKNOWN_CHECKPOINT', `There is no checkpoint “${name}”.`, {
      safe: 'Nothing was changed.',
      next: names.length === 0 ? 'Start the run anew.' : 'Choose one that exists.',
      nearest: names.slice(-3).reverse(),
    })
  }
  try {
    return await readVerified(disk, path)
  } catch (error) {
    if (!(error instanceof Damage)) throw error
    const aside = await setAside(disk, path)
    const older = await newestGoodBefore(disk, folder, name)
    throw new StudioError(
      'CHECKPOINT_DAMAGED',
      `The checkpoint “${name}” is damaged: ${error.file} ${error.message}.`,
      {
        safe: `It was set aside as “${aside}”; nothing was overwritten.${older === undefined ? '' : ` The checkpoint “${older}” is good.`}`,
        next: older === undefined ? 'Start the run anew: no older checkpoint is good.' : `Resume from “${older}”.`,
        nearest: older === undefined ? [] : [older],
      },
    )
  }
}

/**
 * Refuses a checkpoint of another config, which would train on as something that it never was.
 * @param hashes of the configs that it may have
 * @throws StudioError `WRONG_STATE`
 */
export function requireSameConfig(manifest: Manifest, name: string, hashes: readonly string[]): void {
  if (hashes.includes(configHash(migrateConfig(manifest.config)))) return
  throw new StudioError('WRONG_STATE', `The checkpoint “${name}” was made with another configuration than the run’s.`, {
    safe: 'Nothing was changed.',
    next: 'Resume with the configuration that the run was started with, or start a new run.',
  })
}
