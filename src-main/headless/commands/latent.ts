import { existsSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { LatentSession } from '@shared/contract/latent'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find'
import { typedPath } from '../launch'

/** How long each frame of an interpolation stays, in ms. */
const frameDelay = 60

const badFile = (message: string, next: string): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing was written.', next })

/** Where a picture is to go, checked before the long work. @throws StudioError `INVALID_INPUT` */
function outputFile({ launch }: CommandContext, typed: string, extension: '.png' | '.gif'): string {
  const file = typedPath(launch, typed)
  if (extname(file).toLowerCase() !== extension) {
    throw badFile(`The file is a ${extension.slice(1).toUpperCase()}: ${typed}`, `Let its name end in ${extension}.`)
  }
  if (!existsSync(dirname(file)))
    throw badFile(`There is no folder ${dirname(file)}`, 'Make it first, or choose another.')
  return file
}

async function withGenerator(
  { client, studio }: CommandContext,
  wanted: string,
  work: (session: LatentSession) => Promise<void>,
): Promise<LatentSession> {
  const { id } = findRun(await client.runs.list({ project: null }), wanted)
  const session = await client.latent.open({ run: id, checkpoint: null })
  try {
    await work(session)
  } finally {
    await studio.latent.close(session.session)
  }
  return session
}

/** `sample RUN` */
export async function sample(
  context: CommandContext,
  wanted: string,
  { count, seed, out }: { count: number; seed: number; out: string },
): Promise<number> {
  const file = outputFile(context, out, '.png')
  const seeds = Array.from({ length: count }, (_, i) => seed + i)
  const { run, checkpoint, step } = await withGenerator(context, wanted, ({ session }) =>
    context.studio.latent.grid(session, seeds, file),
  )
  context.output.result({ run, checkpoint, step, seeds, file }, () => [
    `${count} images of ${run} at step ${step}, seeds ${seed} to ${seed + count - 1}: ${file}`,
  ])
  return exitCodes.done
}

/** `interpolate RUN` */
export async function interpolate(
  context: CommandContext,
  wanted: string,
  { from, to, frames, out }: { from: number; to: number; frames: number; out: string },
): Promise<number> {
  const file = outputFile(context, out, '.gif')
  const { run, checkpoint, step } = await withGenerator(context, wanted, ({ session }) =>
    context.studio.latent.interpolation(session, { from, to, frames, delay: frameDelay, file }),
  )
  context.output.result({ run, checkpoint, step, from, to, frames, file }, () => [
    `${frames} frames of ${run} at step ${step}, from seed ${from} to seed ${to}: ${file}`,
  ])
  return exitCodes.done
}
