import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engines } from '../src-main/trainer/compute/engines/registry'
import { threadCount } from '../src-main/trainer/compute/runtime/choose'
import { type Contender, engineContender, torchContender } from './contenders'
import { modelsOf } from './models'

interface Row {
  readonly model: string
  readonly contender: string
  /** Median of all steps, milliseconds. */
  readonly milliseconds: number
  readonly imagesPerSecond: number
  /** Milliseconds until the first step could be taken; null where it is not measured. */
  readonly preparation: number | null
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Takes turns, so that all see the same machine. */
async function interleave(contenders: readonly Contender[], rounds: number, steps: number) {
  const times = new Map(contenders.map((one) => [one.name, [] as number[]]))
  for (const one of contenders) await one.steps(3)
  for (let round = 0; round < rounds; round++) {
    for (const one of contenders) times.get(one.name)?.push(...(await one.steps(steps)))
  }
  return times
}

function table(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const eager = new Map(rows.filter((r) => r.contender === 'PyTorch eager').map((r) => [r.model, r.milliseconds]))
  return [
    line(['model', 'engine', 'ms per step', 'images/s', 'ready after ms', 'times PyTorch eager']),
    line(['---', '---', '---:', '---:', '---:', '---:']),
    ...rows.map((row) => {
      const peer = eager.get(row.model)
      return line([
        row.model,
        row.contender,
        row.milliseconds.toFixed(1),
        row.imagesPerSecond.toFixed(0),
        row.preparation?.toFixed(0) ?? '',
        peer === undefined ? '' : (peer / row.milliseconds).toFixed(2),
      ])
    }),
  ].join('\n')
}

/** Measures training steps: `--models a,b --rounds N --steps N --torch PYTHON --compile --out FOLDER --engines a,b`. */
export async function main(root: string): Promise<void> {
  const models = modelsOf(root)
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: Object.keys(models).join() },
      engines: { type: 'string', default: 'compiled-cpu' },
      rounds: { type: 'string', default: '5' },
      steps: { type: 'string', default: '10' },
      torch: { type: 'string' },
      compile: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  })
  const script = join(root, 'bench', 'gan_step_pytorch.py')
  const rows: Row[] = []
  for (const name of values.models.split(',')) {
    const model = models[name]
    if (model === undefined) throw new Error(`unknown model ${name}; known: ${Object.keys(models).join(', ')}`)
    const contenders: Contender[] = []
    for (const [id, engine] of Object.entries(engines)) {
      if (values.engines.split(',').includes(id)) contenders.push(await engineContender(id, engine, model))
    }
    if (values.torch !== undefined) {
      contenders.push(torchContender(script, 'eager', values.torch, model))
      if (values.compile) contenders.push(torchContender(script, 'compile', values.torch, model))
    }
    const times = await interleave(contenders, Number(values.rounds), Number(values.steps))
    for (const { name: contender, preparation } of contenders) {
      const milliseconds = median(times.get(contender) ?? [])
      rows.push({
        model: model.title,
        contender,
        milliseconds,
        imagesPerSecond: (model.config.batchSize / milliseconds) * 1000,
        preparation: Number.isNaN(preparation) ? null : preparation,
      })
    }
    for (const one of contenders) one.stop()
    console.error(`measured ${model.title}`)
  }
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${threadCount()} threads, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
  const markdown = `${machine}\n\n${table(rows)}\n`
  console.log(markdown)
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true })
    writeFileSync(join(values.out, 'steps.md'), markdown)
    writeFileSync(join(values.out, 'steps.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`)
  }
}
