import {
  type ImportPreview,
  type ImportProgress,
  type ImportReport,
  type SkipSummary,
  skipTitles,
} from '@shared/datasets/import'
import { formatBytes, formatCount, formatDuration } from './format'
import { formatFacts, formatTable } from './table'

const named = (items: readonly { readonly name: string; readonly count: number }[]): string =>
  items.map(({ name, count }) => `${name} ${formatCount(count)}`).join(', ')

/** What was skipped, for a person. */
export function skipLines(skipped: readonly SkipSummary[]): string[] {
  if (skipped.length === 0) return ['Nothing was skipped.']
  return [
    ...formatTable(
      [{ title: 'Skipped' }, { title: 'Files', align: 'right' }, { title: 'For example' }],
      skipped.map(({ reason, count, examples }) => [
        skipTitles[reason],
        formatCount(count),
        examples[0] === undefined ? '' : `${examples[0].path}: ${examples[0].details}`,
      ]),
    ),
  ]
}

/** What an import would find and make, for a person. */
export function previewLines(preview: ImportPreview): string[] {
  const { choices, sizes, classes } = preview
  const size = ({ height, width }: { height: number; width: number }) => `${height}×${width}`
  const channels = choices.channels === 1 ? 'grey' : 'colour'
  const some = preview.examined < preview.images ? ` (of ${formatCount(preview.examined)} examined)` : ''
  return [
    ...formatFacts([
      ['Source', `${preview.name} (${preview.container}, ${preview.format})`],
      ['Images', formatCount(preview.images)],
      ['Kinds', `${named(preview.kinds)}${some}`],
      [
        'Sizes',
        sizes
          .slice(0, 4)
          .map((item) => `${size(item)} ${formatCount(item.count)}`)
          .join(', '),
      ],
      ['Smallest, largest', `${size(preview.smallest)}, ${size(preview.largest)}`],
      ['Shapes', named(preview.aspects)],
      [
        'Channels',
        `grey ${formatCount(preview.grey)}, colour ${formatCount(preview.colour)}, with alpha ${formatCount(preview.transparent)}`,
      ],
      ['Labels', preview.labelSources.join(', ')],
      ['Classes', classes.length === 0 ? 'none' : `${classes.length}: ${named(classes.slice(0, 10))}`],
      ['Splits', preview.splits.length === 0 ? 'none' : named(preview.splits)],
      ['Becomes', `${size(choices.size)} ${channels}, ${choices.fit}, ${choices.filter}`],
      ['Disk', `${formatBytes(preview.bytes)} while importing, ${formatBytes(preview.freeBytes)} free`],
      ['Time', `about ${formatDuration(preview.seconds)}`],
    ]),
    '',
    ...skipLines(preview.skipped),
  ]
}

/** How far an import is, on one line. */
export function progressText({
  stage,
  done,
  total,
  skipped,
  resumed,
  imagesPerSecond,
  secondsLeft,
}: ImportProgress): string {
  if (stage === 'listing') return 'looking at what is there'
  return [
    `${stage} ${formatCount(done)}/${formatCount(total)}`,
    ...(resumed > 0 ? [`${formatCount(resumed)} done before`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
    ...(imagesPerSecond === null ? [] : [`${formatCount(imagesPerSecond)} images/s`]),
    ...(secondsLeft === null ? [] : [`${formatDuration(secondsLeft)} left`]),
  ].join(' · ')
}

/** What became of an import, for a person. */
export const reportLines = ({ images, skipped, skippedCount, seconds }: ImportReport): string[] => [
  `${formatCount(images)} images imported in ${formatDuration(seconds)}, ${formatCount(skippedCount)} files skipped.`,
  ...(skippedCount === 0 ? [] : ['', ...skipLines(skipped)]),
]
