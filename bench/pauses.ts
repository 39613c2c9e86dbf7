import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { Control } from '../src-main/trainer/session/control'
import { trainRun } from '../src-main/trainer/session/run'
import { stream } from '../src-shared/random/generator'
import { presetConfig, timed, toolsFor } from './real-runs'

/** What pauses took: milliseconds from the end of the step in progress, or from the wish where that came later. */
interface Waits {
  /** Until the session obeyed: from then on no step begins, and it tells its progress. */
  readonly obeyed: number[]
  /** Until it was paused, which waits for what is being saved. */
  readonly paused: number[]
}

async function pausesOf(root: string, id: string, folder: string, wishes: number): Promise<Waits> {
  const config = presetConfig(root, id)
  const { height, width, channels } = config.architecture.image
  const images = { file: join(folder, 'images.u8'), count: 10_000, image: config.architecture.image }
  writeFileSync(images.file, new Uint8Array(images.count * height * width * channels))
  const control = new Control()
  const chance = stream(1, 'pauses')
  const waits: Waits = { obeyed: [], paused: [] }
  let [wished, stepped, open] = [0, 0, false]
  const waited = () => performance.now() - Math.max(wished, stepped)
  const wish = () => {
    setTimeout(() => {
      wished = performance.now()
      open = true
      control.want('pause')
    }, 20 + chance.below(300))
  }
  await trainRun(
    {
      run: 'bench',
      directory: folder,
      config: {
        ...config,
        engine: 'compiled-cpu',
        duration: { unit: 'steps', count: 1_000_000 },
        samples: { ...config.samples, cadence: { unit: 'steps', every: 50 } },
        checkpoints: { cadence: { unit: 'steps', every: 50 }, keep: 1 },
      },
      images,
      changes: [],
      heldOut: null,
      checkpoint: null,
      origin: null,
      engine: null,
      lastEngine: null,
    },
    toolsFor(root, (engine) =>
      timed(
        engine,
        () => {
          stepped = performance.now()
        },
        () => undefined,
      ),
    ),
    control,
    (event) => {
      if (event.type === 'failed') throw new Error(event.failure.message)
      if (event.type === 'started') wish()
      if (event.type === 'progress' && open) {
        open = false
        waits.obeyed.push(waited())
      }
      if (event.type !== 'paused') return
      waits.paused.push(waited())
      const more = waits.paused.length < wishes
      setTimeout(() => control.want(more ? 'run' : 'abandon'), 0)
      if (more) wish()
    },
  )
  return waits
}

/** Measures pauses of real runs that keep a sample and a checkpoint every 50 steps: `--presets a,b --wishes N`. */
export async function main(root: string): Promise<void> {
  const { values } = parseArgs({
    options: {
      presets: { type: 'string', default: 'mlp-small,mlp-wide,dcgan-28' },
      wishes: { type: 'string', default: '30' },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'gan-studio-bench-'))
  try {
    console.log('| preset | no further step after ms, median | longest | told to be paused | longest |')
    console.log('| --- | ---: | ---: | ---: | ---: |')
    for (const id of values.presets.split(',')) {
      const { obeyed, paused } = await pausesOf(root, id, folder, Number(values.wishes))
      const cells = [obeyed, paused].flatMap((waits) => {
        const sorted = [...waits].sort((a, b) => a - b)
        return [sorted[sorted.length >> 1] ?? Number.NaN, sorted.at(-1) ?? Number.NaN].map((wait) => wait.toFixed(1))
      })
      console.log(`| ${[id, ...cells].join(' | ')} |`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
