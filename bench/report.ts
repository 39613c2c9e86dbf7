/** The smallest, the middle and the largest of some ratios. */
export interface Ratio {
  readonly least: number
  readonly median: number
  readonly most: number
}

/** One contender on one model. */
export interface Row {
  readonly model: string
  readonly contender: string
  /** Median of all steps, milliseconds. */
  readonly milliseconds: number
  readonly steps: number
  readonly imagesPerSecond: number
  /** What the model's step needs each second, before any rewriting of convolutions. */
  readonly gigaflops: number
  /** That, of what a large product of matrices reached in the same run. */
  readonly shareOfGemm: number
  /** Milliseconds until the first step could be taken, without and with compiled graphs on the disk; null where not told. */
  readonly coldMilliseconds: number | null
  readonly cachedMilliseconds: number | null
  readonly memoryBytes: number
  readonly javascript: number | null
  /** How many times as fast as PyTorch, over the rounds; null without PyTorch. */
  readonly timesEager: Ratio | null
  readonly timesCompiled: Ratio | null
}

/** A whole measurement. */
export interface Measured {
  readonly machine: string
  readonly about: Readonly<Record<string, string>>
  readonly gemmGigaflops: number
  readonly rounds: number
  readonly rows: readonly Row[]
  /** What could not be measured, and why. */
  readonly refused: readonly string[]
}

/** The middle one of some numbers; NaN of none. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN

/** How many times as fast one is as another, round by round. */
export function ratioOf(peer: readonly number[], own: readonly number[]): Ratio {
  const ratios = peer.map((value, i) => value / (own[i] ?? Number.NaN))
  return { least: Math.min(...ratios), median: median(ratios), most: Math.max(...ratios) }
}

const whole = (value: number | null): string => (value === null ? '' : value.toFixed(0))
const percent = (value: number | null): string => (value === null ? '' : `${(value * 100).toFixed(1)} %`)
const ratio = (value: Ratio | null): string =>
  value === null ? '' : `**${value.median.toFixed(2)}** (${value.least.toFixed(2)} to ${value.most.toFixed(2)})`

/** The measurement as Markdown; README.md says how to read it. */
export function markdownOf({ machine, about, gemmGigaflops, rounds, rows, refused }: Measured): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const columns = [
    ...['ms a step', 'images/s', 'GFLOP/s', 'of GEMM', 'ready cold, ms', 'from disk, ms', 'peak MB', 'JavaScript'],
    ...['times eager', 'times torch.compile'],
  ]
  return `${[
    machine,
    '',
    `A product of large matrices: ${gemmGigaflops.toFixed(0)} GFLOP/s. ${rounds} rounds, contenders in turn; README.md says how to read it.`,
    '',
    line(['model', 'contender', ...columns]),
    line(['---', '---', ...columns.map(() => '---:')]),
    ...rows.map((row) =>
      line([
        row.model,
        row.contender,
        row.milliseconds.toFixed(row.milliseconds < 100 ? 2 : 0),
        whole(row.imagesPerSecond),
        whole(row.gigaflops),
        percent(row.shareOfGemm),
        whole(row.coldMilliseconds),
        whole(row.cachedMilliseconds),
        whole(row.memoryBytes / 1e6),
        percent(row.javascript),
        ratio(row.timesEager),
        ratio(row.timesCompiled),
      ]),
    ),
    '',
    ...Object.entries(about).map(([name, text]) => `- ${name}: ${text}`),
    ...refused.map((text) => `- not measured: ${text}`),
  ].join('\n')}\n`
}
