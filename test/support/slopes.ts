import type { Executor } from '../../src-main/trainer/compute/engine'
import type { PlannedPhase } from '../../src-main/trainer/program/planned'
import { pickArray } from './eager'

/**
 * Slopes of a phase's loss at the present state and feeds, at three places of each trained weight: the engine's, and central
 * differences over ±`step`.
 */
export async function slopesOf(executor: Executor, phase: PlannedPhase, step: number) {
  const snapshot = await executor.snapshot()
  const { gradients } = await executor.gradients(phase.name)
  const lossAt = async (name: string, at: number, change: number) => {
    const values = pickArray(snapshot.state, name).slice()
    values[at] = (values[at] ?? 0) + change
    await executor.restore({ ...snapshot, state: { ...snapshot.state, [name]: values } })
    return (await executor.gradients(phase.name)).measures['loss'] ?? Number.NaN
  }
  const [exact, numerical]: [number[], number[]] = [[], []]
  for (const name of phase.trains) {
    const gradient = pickArray(gradients, name)
    for (let at = 0; at < gradient.length; at += Math.ceil(gradient.length / 3)) {
      exact.push(gradient[at] ?? Number.NaN)
      numerical.push(((await lossAt(name, at, step)) - (await lossAt(name, at, -step))) / (2 * step))
    }
  }
  await executor.restore(snapshot)
  return { exact, numerical }
}
