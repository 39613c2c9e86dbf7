import type { ImageShape } from '@shared/architecture/spec'
import type { Robustness } from '@shared/runs/robustness'
import { gridGaps, groupLayout } from '@shared/runs/sample-layout'

/** What a classifier took an image of a picture for, and where the image is: shares of the picture's sides. */
export interface Prediction {
  readonly key: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly class: number
  readonly right: boolean
}

/** The predictions of a picture of attacks, whose groups are an image, what was added to it, and the attacked image. */
export function predictionsOf(
  examples: Robustness['examples'],
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
): Prediction[] {
  const [high, wide] = [height + gridGaps.image, width + gridGaps.image]
  const { rows, columns } = groupLayout(examples.length, 3)
  const group = 3 * high + gridGaps.group
  const size = { width: columns * wide + gridGaps.image, height: rows * group + gridGaps.image - gridGaps.group }
  return examples.flatMap(({ label, clean, attacked }, i) => {
    const left = (gridGaps.image + (i % columns) * wide) / size.width
    const at = (row: number, predicted: number): Prediction => ({
      key: `${i} ${row}`,
      left,
      top: (gridGaps.image + Math.floor(i / columns) * group + row * high) / size.height,
      width: width / size.width,
      height: height / size.height,
      class: predicted,
      right: predicted === label,
    })
    return [at(0, clean), at(2, attacked)]
  })
}
