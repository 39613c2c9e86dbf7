import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { IN_MEMORY_BYTES } from '../src-main/trainer/batches/images'
import { feedPlan } from '../src-main/trainer/batches/plan'
import { slotBytes, slotViews } from '../src-main/trainer/batches/slots'
import { workerFeeds } from '../src-main/trainer/batches/worker-feeds'
import { buildProgram } from '../src-main/trainer/program/build'
import { batchesPerStep, imagesPerStep } from '../src-shared/families/registry'
import { stream } from '../src-shared/random/generator'
import type { RunConfig } from '../src-shared/runs/config'
import { firstStretch } from '../src-shared/runs/stretch'
import { presetConfig } from './real-runs'
import { measure } from './run-cost'

/** Writes `count` images of random bytes. */
function writeImages(file: string, count: number, bytesPerImage: number): void {
  const noise = stream(1, 'images')
  const some = Uint8Array.from({ length: 4096 * bytesPerImage }, () => noise.below(256))
  const handle = openSync(file, 'w')
  for (let at = 0; at < count; at += 4096) {
    writeSync(handle, some, 0, Math.min(4096, count - at) * bytesPerImage)
  }
  fsyncSync(handle)
  closeSync(handle)
}

/** Takes a file out of the system's cache (`posix_fadvise`, by GNU dd). */
const forget = (file: string) =>
  execFileSync('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'], { stdio: 'ignore' })

/** Images a second that the thread hands out when they are taken at once, from its first batch on. */
async function rate(root: string, config: RunConfig, file: string, count: number, seconds: number): Promise<number> {
  const program = buildProgram(config)
  const images = { file, count, image: config.architecture.image }
  const plan = feedPlan(
    config,
    program,
    images,
    firstStretch({ batchSize: config.batchSize, batchesPerStep: batchesPerStep(config) }, count),
  )
  const [buffers] = slotViews(plan.phases, new SharedArrayBuffer(slotBytes(plan.phases)), 1)
  const feeds = await workerFeeds(join(root, 'out', 'main', 'feeds.cjs'))(plan, 0)
  let taken = 0
  let step = 0
  const begun = performance.now()
  const most = plan.stretch.batchesPerEpoch - plan.stretch.batchesPerStep
  while (performance.now() - begun < seconds * 1000 && step < most) {
    for (const { name, updates, feeds: specs } of plan.phases) {
      const room = buffers?.get(name)
      if (room === undefined) throw new Error(`no buffers for ${name}`)
      for (let update = 0; update < updates; update++) {
        await feeds.next(room)
        if (specs.some(({ source }) => source.type === 'images')) taken += config.batchSize
      }
    }
    step++
  }
  feeds.close()
  return taken / ((performance.now() - begun) / 1000)
}

/** `--preset mlp-small --times 4 --seconds 10 --folder /tmp`: the set is so many times the memory budget. */
export async function main(root: string): Promise<void> {
  const { values } = parseArgs({
    options: {
      preset: { type: 'string', default: 'mlp-small' },
      times: { type: 'string', default: '4' },
      seconds: { type: 'string', default: '10' },
      folder: { type: 'string', default: tmpdir() },
    },
  })
  const config = presetConfig(root, values.preset)
  const { height, width, channels } = config.architecture.image
  const size = height * width * channels
  const folder = mkdtempSync(join(values.folder, 'gan-studio-bench-'))
  try {
    const [small, large] = [join(folder, 'small.u8'), join(folder, 'large.u8')]
    writeImages(small, 60_000, size)
    const count = Math.floor((Number(values.times) * IN_MEMORY_BYTES) / size)
    writeImages(large, count, size)
    const seconds = Number(values.seconds)
    const perSecond = (milliseconds: number) => (imagesPerStep(config) * 1000) / milliseconds
    const run = async (file: string, images: number) => {
      const feeds = workerFeeds(join(root, 'out', 'main', 'feeds.cjs'))
      const { step } = await measure(root, config, { folder, file, count: images }, 1500, feeds)
      return Math.round(perSecond(step))
    }
    const trained = { fromMemory: await run(small, 60_000), fromDisk: await run(large, count) }
    const feeds = {
      memory: Math.round(await rate(root, config, small, 60_000, seconds / 10)),
      cached: Math.round(await rate(root, config, large, count, seconds)),
      uncached: 0,
    }
    forget(large)
    feeds.uncached = Math.round(await rate(root, config, large, count, seconds))
    const result = {
      machine: `${cpus()[0]?.model}, ${availableParallelism()} cores, Node.js ${process.version}`,
      preset: values.preset,
      megabytes: Math.round((count * size) / 2 ** 20),
      images: count,
      /** Images a second. */
      trained,
      feeds,
      times: { cached: feeds.cached / trained.fromMemory, uncached: feeds.uncached / trained.fromMemory },
    }
    writeFileSync(join(root, 'bench/results/disk-batches.json'), `${JSON.stringify(result, null, 2)}\n`)
    console.log(JSON.stringify(result, null, 2))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
