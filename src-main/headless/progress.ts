import { families } from '@shared/families/registry'
import { type Epoch, metrics } from '@shared/runs/metrics'
import type { RunSummary } from '@shared/runs/run'
import { SingleBar } from 'cli-progress'
import { formatCount, formatDuration, formatMetric } from './format'
import { reasonOf } from './run-report'

/** Where the progress of a run is shown. */
export interface ProgressView {
  update(run: RunSummary): void
  epoch(epoch: Epoch): void
  /** A line beside the progress. */
  note(line: string): void
  end(): void
}

const rateText = ({ progress: { imagesPerSecond, secondsLeft } }: RunSummary): string =>
  [
    imagesPerSecond === null ? '' : `${formatCount(imagesPerSecond)} images/s`,
    secondsLeft === null ? '' : `${formatDuration(secondsLeft)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ')

/** The metrics that tell a run of any family in one line. */
const headlines = new Set(Object.values(families).flatMap(({ headline }) => headline))

/** `epoch 3: G loss 0.88 · D loss 1.31 · D(x) 0.55 · D(G(z)) 0.46` */
const epochText = ({ epoch, means }: Epoch): string => {
  const told = [...headlines].filter((name) => means[name] !== undefined)
  return `epoch ${epoch}: ${told.map((name) => `${metrics[name].title} ${formatMetric(means[name])}`).join(' · ')}`
}

/** The state of a run that does not train yet, or no longer. */
const stateText = ({ status }: RunSummary): string => {
  const reason = reasonOf(status)
  return reason === null ? status.state : `${status.state}: ${reason}`
}

/** Least time between two lines of progress where no terminal shows it, in ms. */
const quietTime = 30_000

/** Progress as lines: one for each epoch and each change of state, and otherwise one every 30 seconds. */
export function lineProgress(write: (line: string) => void, now: () => number): ProgressView {
  let state = ''
  let spoken = now()
  const say = (line: string) => {
    spoken = now()
    write(line)
  }
  return {
    update(run) {
      const { step, steps } = run.progress
      const next = stateText(run)
      if (next !== state) {
        state = next
        say(next)
      } else if (run.status.state === 'running' && now() - spoken >= quietTime) {
        say(
          [`step ${formatCount(step)}/${formatCount(steps)}`, rateText(run)].filter((part) => part !== '').join(' · '),
        )
      }
    },
    epoch: (epoch) => say(epochText(epoch)),
    note: say,
    end: () => undefined,
  }
}

/** Progress as one live line of a terminal, with the epochs above it. */
export function barProgress(stream: NodeJS.WritableStream): ProgressView {
  const bar = new SingleBar({
    stream,
    format: '{state} {bar} {percentage} % · step {value}/{total} · {rate}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    gracefulExit: false,
    formatValue: (value, _options, type) => (type === 'value' || type === 'total' ? formatCount(value) : String(value)),
  })
  let last: RunSummary | undefined
  const show = (run: RunSummary) => {
    const { step, steps } = run.progress
    const payload = { state: stateText(run), rate: rateText(run) }
    if (bar.isActive) bar.update(step, payload)
    else bar.start(Math.max(1, steps), step, payload)
  }
  const above = (line: string) => {
    if (bar.isActive) bar.stop()
    stream.write(`${line}\n`)
    if (last !== undefined) show(last)
  }
  return {
    update(run) {
      last = run
      show(run)
    },
    epoch: (epoch) => above(epochText(epoch)),
    note: above,
    end() {
      last = undefined
      if (bar.isActive) bar.stop()
    },
  }
}
