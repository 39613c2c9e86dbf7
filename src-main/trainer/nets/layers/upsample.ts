import type { UpsampleSpec } from '@shared/architecture/layers/upsample'
import { concat, reshape, type Tensor } from '@tensorflow/tfjs-core'
import { type LayerImplementation, only } from '../layer'
import { rank4 } from '../rank'

/** Copies of x along an axis of size 1. */
const repeated = (x: Tensor, count: number, axis: number): Tensor => concat(new Array<Tensor>(count).fill(x), axis)

export const upsample: LayerImplementation<UpsampleSpec> = {
  mixesSamples: false,
  apply({ factor }, inputs) {
    const [batch, height, width, channels] = rank4(only(inputs)).shape
    // Columns, then rows; in four axes, since tfjs repeats no more than that.
    const columns = repeated(reshape(only(inputs), [batch * height * width, 1, channels]), factor, 1)
    const rows = repeated(reshape(columns, [batch * height, 1, width * factor, channels]), factor, 1)
    return { output: reshape(rows, [batch, height * factor, width * factor, channels]), updates: {} }
  },
}
