import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { formatBytes, formatCount, formatTime } from '../format'
import { formatFacts, formatTable } from '../table'

const shapeText = ({ height, width, channels }: { height: number; width: number; channels: number }) =>
  `${height}×${width}×${channels}`

/** `datasets list` */
export async function listDatasets({ client, output }: CommandContext): Promise<number> {
  const list = await client.datasets.list()
  output.result(list, () =>
    formatTable(
      [
        { title: 'Dataset' },
        { title: 'Name' },
        { title: 'Images' },
        { title: 'Splits' },
        { title: 'Classes', align: 'right' },
        { title: 'Size', align: 'right' },
        { title: 'State' },
      ],
      list.map(({ id, name, image, splits, classes, bytes, state }) => [
        id,
        name,
        shapeText(image),
        splits.map((split) => `${split.name} ${formatCount(split.count)}`).join(', '),
        `${classes.length}`,
        formatBytes(bytes),
        state.type === 'ready' ? 'ready' : `damaged: ${state.message}`,
      ]),
    ),
  )
  return exitCodes.done
}

/** `datasets show DATASET` */
export async function showDataset({ client, output }: CommandContext, id: string): Promise<number> {
  const dataset = await client.datasets.show({ id })
  output.result(dataset, () => [
    ...formatFacts([
      ['Dataset', `${dataset.id} “${dataset.name}”`],
      ['State', dataset.state.type === 'ready' ? 'ready' : `damaged: ${dataset.state.message}`],
      ['Images', shapeText(dataset.image)],
      ['Size', formatBytes(dataset.bytes)],
      ['Since', formatTime(dataset.created)],
      ['Source', dataset.source.title],
      ['Terms', dataset.source.terms],
    ]),
    '',
    ...formatTable(
      [{ title: 'Class' }, ...dataset.splits.map(({ name }) => ({ title: name, align: 'right' as const }))],
      [
        ...dataset.classes.map((name, index) => [
          name,
          ...dataset.splits.map(({ classCounts }) => formatCount(classCounts[index] ?? 0)),
        ]),
        ['All', ...dataset.splits.map(({ count }) => formatCount(count))],
      ],
    ),
  ])
  return exitCodes.done
}
