import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { fullOptimisation } from '../src-main/trainer/compute/compiler/compile'
import { threadCount } from '../src-main/trainer/compute/runtime/choose'
import { buildProgram } from '../src-main/trainer/program/build'
import { stepFlops, traceProgram } from '../src-main/trainer/timing/flops'
import { engineIds, oracleEngine } from '../src-shared/compute/engine'
import { type Command, type Contender, startContender } from './contenders'
import { gemmFlops } from './gemm'
import { type Model, modelsOf, usualModels } from './models'
import { type Measured, markdownOf, median, type Ratio, type Row, ratioOf } from './report'

/** Threads that still spin for the one before would slow the next. */
const PAUSE_MS = 300
/** What a round of one contender should take where the number of steps is not given, ms. */
const ROUND_MS = 1500

interface Settings {
  readonly engines: readonly string[]
  /** Whether a person named the engines. */
  readonly named: boolean
  readonly rounds: number
  /** Steps in a round; undefined for as many as take a moment. */
  readonly steps: number | undefined
  readonly torch: string | undefined
  /** The bundled contender.ts. */
  readonly contender: string
  readonly root: string
}

/** A contender on its way to its row. */
interface Entry {
  readonly contender: Contender
  readonly coldMilliseconds: number | null
  /** Medians of the rounds. */
  readonly rounds: number[]
  readonly all: number[]
  count: number
}

const engineCommand = (
  { contender, root, named }: Settings,
  engine: string,
  model: string,
  graphs: string,
): Command => ({
  name: engine,
  file: process.execPath,
  parameters: [contender, root, engine, model, named ? 'named' : ''],
  environment: { GAN_STUDIO_GRAPHS: graphs },
})

const torchCommand = ({ root }: Settings, python: string, mode: 'eager' | 'compile', model: Model): Command => ({
  name: mode === 'eager' ? 'PyTorch eager' : 'torch.compile, fused Adam',
  file: python,
  parameters: [
    join(root, 'bench', 'gan_step_pytorch.py'),
    ...[model.torch, String(model.config.batchSize), String(threadCount()), mode],
  ],
})

/** Takes turns, so that all see the same machine; each round begins with another. */
async function interleave(entries: readonly Entry[], { rounds, steps }: Settings): Promise<void> {
  for (const entry of entries) {
    const warm = median(await entry.contender.steps(3))
    entry.count = steps ?? Math.max(3, Math.min(200, Math.round(ROUND_MS / warm)))
  }
  for (let round = 0; round < rounds; round++) {
    for (const i of entries.keys()) {
      const entry = entries[(i + round) % entries.length]
      if (entry === undefined) continue
      await wait(PAUSE_MS)
      const times = await entry.contender.steps(entry.count)
      entry.rounds.push(median(times))
      entry.all.push(...times)
    }
  }
}

/** Starts everything that is compared on a model, the product of matrices first. */
async function enter(name: string, model: Model, settings: Settings, refused: string[]): Promise<Entry[]> {
  const entries: Entry[] = []
  const add = async (command: Command, coldMilliseconds: number | null = null): Promise<void> => {
    const contender = await startContender(command)
    if (typeof contender === 'string') refused.push(`${command.name} on ${model.title}: ${contender}`)
    else entries.push({ contender, coldMilliseconds, rounds: [], all: [], count: 0 })
  }
  await add({ name: 'GEMM', file: process.execPath, parameters: [settings.contender, settings.root, 'gemm'] })
  for (const engine of settings.engines) {
    const graphs = mkdtempSync(join(tmpdir(), 'gan-studio-bench-'))
    try {
      const command = engineCommand(settings, engine, name, graphs)
      // A process of its own finds nothing on the disk and leaves what the next one finds.
      const cold = await startContender(command)
      if (typeof cold === 'string') refused.push(`${engine} on ${model.title}: ${cold}`)
      else {
        await cold.stop()
        await add(command, cold.preparation)
      }
    } finally {
      rmSync(graphs, { recursive: true, force: true })
    }
  }
  if (settings.torch !== undefined) {
    await add(torchCommand(settings, settings.torch, 'eager', model))
    await add(torchCommand(settings, settings.torch, 'compile', model))
  }
  return entries
}

async function measureModel(name: string, model: Model, settings: Settings, found: Found): Promise<void> {
  const entries = await enter(name, model, settings, found.refused)
  await interleave(entries, settings)
  const program = buildProgram(model.config, 1)
  const flops = stepFlops(traceProgram(program, fullOptimisation))
  const roundsOf = (title: string) => entries.find(({ contender }) => contender.name === title)?.rounds
  const gemm = gemmFlops / median(roundsOf('GEMM') ?? []) / 1e6
  found.gemm.push(gemm)
  const against = (title: string, own: readonly number[]): Ratio | null => {
    const peer = roundsOf(title)
    return peer === undefined ? null : ratioOf(peer, own)
  }
  for (const { contender, coldMilliseconds, rounds, all } of entries) {
    const { memoryBytes, javascript } = await contender.report()
    await contender.stop()
    found.about[contender.name] ??= contender.about
    if (contender.name === 'GEMM') continue
    const milliseconds = median(all)
    const gigaflops = flops / milliseconds / 1e6
    found.rows.push({
      model: model.title,
      contender: contender.name,
      milliseconds,
      steps: all.length,
      imagesPerSecond: (model.config.batchSize / milliseconds) * 1000,
      gigaflops,
      shareOfGemm: gigaflops / gemm,
      coldMilliseconds,
      cachedMilliseconds: coldMilliseconds === null ? null : contender.preparation,
      memoryBytes,
      javascript,
      timesEager: against('PyTorch eager', rounds),
      timesCompiled: against('torch.compile, fused Adam', rounds),
    })
  }
}

interface Found {
  readonly rows: Row[]
  readonly refused: string[]
  readonly gemm: number[]
  readonly about: Record<string, string>
}

const listOf = (text: string): string[] => text.split(',').filter((part) => part !== '')

/**
 * Measures training steps: `--models a,b --engines a,b --rounds N --steps N --torch PYTHON --out FOLDER`. README.md beside this file says how
 * to read what it prints.
 */
export async function main(root: string, contender: string): Promise<void> {
  const models = modelsOf(root)
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: usualModels.join() },
      engines: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      steps: { type: 'string' },
      torch: { type: 'string' },
      out: { type: 'string' },
    },
  })
  const settings: Settings = {
    engines: values.engines === undefined ? engineIds.filter((id) => id !== oracleEngine) : listOf(values.engines),
    named: values.engines !== undefined,
    rounds: Number(values.rounds),
    steps: values.steps === undefined ? undefined : Number(values.steps),
    torch: values.torch,
    contender,
    root,
  }
  const found: Found = { rows: [], refused: [], gemm: [], about: {} }
  for (const name of listOf(values.models)) {
    const model = models[name]
    if (model === undefined) throw new Error(`unknown model ${name}; known: ${Object.keys(models).join(', ')}`)
    await measureModel(name, model, settings, found)
    console.error(`measured ${model.title}`)
  }
  const processors = cpus()
  const measured: Measured = {
    machine:
      `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} cores, ${threadCount()} threads, ` +
      `${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.versions.node}`,
    about: found.about,
    gemmGigaflops: median(found.gemm),
    rounds: settings.rounds,
    rows: found.rows,
    refused: found.refused,
  }
  const markdown = markdownOf(measured)
  console.log(markdown)
  if (values.out === undefined) return
  mkdirSync(values.out, { recursive: true })
  writeFileSync(join(values.out, 'steps.md'), markdown)
  writeFileSync(join(values.out, 'steps.json'), `${JSON.stringify(measured, null, 2)}\n`)
}
