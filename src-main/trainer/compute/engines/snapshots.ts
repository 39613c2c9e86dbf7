import type { Shape } from '@shared/architecture/layer'
import { sizeOf } from '@shared/architecture/layer'
import { StudioError } from '@shared/contract/errors'
import { optimisers } from '@shared/optimisers/optimiser'
import type { Arrays, Program, Snapshot } from '../engine'

const misfit = (message: string) =>
  new StudioError('CHECKPOINT_DAMAGED', message, {
    safe: 'The state of the run was not changed.',
    next: 'Choose another checkpoint of this run, or one of a run with the same networks.',
  })

/** An array by name with the size of a shape. Throws `CHECKPOINT_DAMAGED` otherwise. */
export function pickArray(arrays: Arrays, name: string, shape: Shape): Float32Array {
  const array = arrays[name]
  if (array === undefined) throw misfit(`The tensor ${name} is missing.`)
  const size = sizeOf(shape)
  if (array.length !== size) throw misfit(`The tensor ${name} has ${array.length} values where ${size} are needed.`)
  return array
}

/** Checks that a snapshot has every tensor of the program in its size. Throws `CHECKPOINT_DAMAGED` before anything is changed. */
export function checkSnapshot(program: Program, snapshot: Snapshot): void {
  const shapes = new Map(program.state.map(({ name, shape }) => [name, shape]))
  for (const [name, shape] of shapes) pickArray(snapshot.state, name, shape)
  for (const phase of program.phases) {
    const optimiser = snapshot.optimisers[phase.name]
    if (optimiser === undefined) throw misfit(`The optimiser of ${phase.name} is missing.`)
    for (const name of phase.trains) {
      const shape = shapes.get(name) ?? []
      for (const slot of optimisers[phase.optimiser.type].slots) pickArray(optimiser.slots, `${slot}/${name}`, shape)
    }
  }
}
