import { basename } from 'node:path'
import type { Bytes } from '@shared/contract/studio'
import { explainFull, replaceFile } from '../datasets/atomic'
import { localDisk } from '../datasets/disk'
import { type Dialogs, noDialogs } from './dialogs'

/**
 * Lets a person choose where bytes go that the page made, and writes them; null where that was cancelled.
 * @throws StudioError `DISK_FULL`, `WRONG_STATE` where there is no window
 */
export async function saveFile(
  dialogs: Dialogs | undefined,
  { name, data }: { readonly name: string; readonly data: Bytes },
): Promise<{ name: string } | null> {
  const target = await (dialogs ?? noDialogs).target(name)
  if (target === null) return null
  try {
    await replaceFile(localDisk, target, new Uint8Array(await data.arrayBuffer()))
  } catch (error) {
    throw explainFull(error, target)
  }
  return { name: basename(target) }
}
