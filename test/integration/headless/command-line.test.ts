import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RunConfig } from '../../../src-shared/runs/config'
import { runCommand, startCommand } from '../../support/command-line'

const home = mkdtempSync(join(tmpdir(), 'gan-studio-cli-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const RunDocument = z.object({
  id: z.string(),
  status: z.string(),
  step: z.int(),
  epoch: z.int(),
  config: RunConfig,
  engine: z.string(),
  epochs: z.array(
    z.object({
      epoch: z.int(),
      generatorLoss: z.number(),
      discriminatorLoss: z.number(),
      realScore: z.number(),
      fakeScore: z.number(),
    }),
  ),
  changes: z.array(z.object({ step: z.int(), setting: z.string(), value: z.unknown() })),
  files: z.object({ run: z.string(), sample: z.string(), timeLapse: z.string().nullable() }),
})
const ErrorDocument = z.object({ error: z.object({ code: z.string(), nearest: z.array(z.string()).optional() }) })
const json = (text: string): unknown => JSON.parse(text)

const small = ['--set', 'samples.cadence={"unit":"steps","every":10}', '--set', 'batchSize=200'] as const

describe('the command line', () => {
  test('lists presets and datasets, each as one JSON document', async () => {
    const presets = await runCommand(home, 'presets', '--json')
    expect(presets.code).toBe(0)
    expect(
      z
        .array(z.object({ id: z.string() }))
        .parse(json(presets.stdout))
        .map(({ id }) => id),
    ).toEqual(expect.arrayContaining(['dcgan-28', 'minimax', 'mlp-small', 'mlp-wide']))
    const datasets = await runCommand(home, 'datasets', 'list', '--json')
    expect(json(datasets.stdout)).toMatchObject([{ id: 'fashion-mnist' }, { id: 'mnist' }])
    const shown = await runCommand(home, '--json', 'datasets', 'show', 'mnist')
    expect(json(shown.stdout)).toMatchObject({ splits: [{ count: 60_000 }, { count: 10_000 }] })
    expect(await runCommand(home, 'projects', 'create', 'Faces & digits', '--json')).toMatchObject({ code: 0 })
    expect((await runCommand(home, 'projects', 'list')).stdout).toContain('faces-digits')
  })

  test('examines the machine', async () => {
    const { code, stdout } = await runCommand(home, 'doctor', '--json')
    expect(code).toBe(0)
    expect(json(stdout)).toMatchObject({
      home,
      access: 'exclusive',
      engines: expect.arrayContaining([
        expect.objectContaining({ id: 'compiled-cpu', available: true }),
        expect.objectContaining({ id: 'compiled-webgpu', reason: expect.stringMatching(/\.$/) }),
      ]),
    })
  })

  test.each([
    [['train', 'dcgan28'], 'UNKNOWN_PRESET', 'dcgan-28'],
    [['train', 'mlp-small', '--dataset', 'mnits'], 'UNKNOWN_DATASET', 'mnist'],
    [['train', 'mlp-small', '--engine', 'compiledcpu'], 'UNKNOWN_ENGINE', 'compiled-cpu'],
    [['train', 'mlp-small', '--project', 'frist'], 'UNKNOWN_PROJECT', 'first'],
    [['train', 'mlp-small', '--set', 'batchsize=1'], 'INVALID_CONFIG', 'batchSize'],
    [['datasets', 'show', 'mnits'], 'UNKNOWN_DATASET', 'mnist'],
  ])('%j ends with 2 and the nearest names', async (parameters, code, nearest) => {
    const plain = await runCommand(home, ...parameters)
    expect(plain).toMatchObject({ code: 2, stdout: '' })
    expect(plain.stderr).toContain(nearest)
    const { stdout, code: exit } = await runCommand(home, ...parameters, '--json')
    expect(exit).toBe(2)
    const { error } = ErrorDocument.parse(json(stdout))
    expect(error.code).toBe(code)
    expect(error.nearest).toContain(nearest)
  })

  test.each([
    [['runs', 'show', 'nothing']],
    [['trian']],
    [['train']],
    [['train', 'mlp-small', '--epochs', '0']],
    [['train', 'mlp-small', '--epochs', '1', '--steps', '1']],
    [['train', 'mlp-small', '--set', 'batchSize=0']],
    [['sample', 'nothing', '--out', 'x.jpg']],
    [[]],
  ])('%j ends with 2', async (parameters) => {
    expect(await runCommand(home, ...parameters)).toMatchObject({ code: 2, stdout: '' })
  })

  test('help and version end with 0', async () => {
    const help = await runCommand(home, '--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const name of [
      'doctor',
      'presets',
      'datasets',
      'projects',
      'train',
      'runs',
      'sample',
      'interpolate',
      'invert',
      'nearest',
      'translate',
      'compare',
    ]) {
      expect(help.stdout).toContain(name)
    }
    expect((await runCommand(home, '--version')).code).toBe(0)
  })

  test('trains twice to the same numbers and pictures, then shows, draws, compares and removes', async () => {
    const train = (name: string, ...more: string[]) =>
      runCommand(
        home,
        'train',
        'mlp-small',
        '--steps',
        '20',
        '--seed',
        '5',
        '--name',
        name,
        ...small,
        '--set',
        'checkpoints.cadence={"unit":"steps","every":10}',
        ...more,
        '--json',
      )
    const [first, second] = [await train('one'), await train('two')]
    expect(first.code).toBe(0)
    const [one, two] = [RunDocument.parse(json(first.stdout)), RunDocument.parse(json(second.stdout))]
    expect(one).toMatchObject({
      status: 'completed',
      step: 20,
      engine: 'compiled-cpu',
      config: { seed: 5, batchSize: 200 },
    })
    expect(one.epochs).toHaveLength(1)
    expect(two.epochs).toEqual(one.epochs)
    expect(readFileSync(two.files.sample)).toEqual(readFileSync(one.files.sample))
    expect(
      readFileSync(one.files.timeLapse ?? '')
        .subarray(0, 6)
        .toString(),
    ).toBe('GIF89a')

    const shown = await runCommand(home, 'runs', 'show', 'one', '--json')
    expect(RunDocument.parse(json(shown.stdout))).toMatchObject({ id: one.id, epochs: one.epochs })
    const turned = ['--change-at', '4:discriminatorSteps=2', '--change-at', '9:optimisers.generator.learningRate=0.01']
    const third = await train('three', '--dataset', 'fashion-mnist', '--seed', '6', ...turned)
    const other = RunDocument.parse(json(third.stdout))
    expect(other.changes).toMatchObject([
      { step: 4, setting: 'discriminatorSteps', value: 2 },
      { step: 9, value: 0.01 },
    ])
    expect(other.config.dataset).toEqual({ id: 'fashion-mnist', split: 'test' })

    const compared = await runCommand(home, 'compare', one.id, 'three', '--json')
    const { differences } = z
      .object({ differences: z.array(z.object({ path: z.string() })) })
      .parse(json(compared.stdout))
    expect(differences.map(({ path }) => path)).toEqual(['dataset.id', 'dataset.split', 'seed'])
    expect((await runCommand(home, 'compare', one.id, 'three')).stdout).toContain('fashion-mnist')

    // From a checkpoint that it keeps, a new run comes to the same numbers and pictures; a changed rate makes it another.
    const from = one.id
    const resumed = RunDocument.parse(json((await runCommand(home, 'resume', from, '--from', '10', '--json')).stdout))
    expect(resumed).toMatchObject({ status: 'completed', step: 20, epochs: one.epochs })
    expect(resumed.id).not.toBe(from)
    expect(readFileSync(resumed.files.sample)).toEqual(readFileSync(one.files.sample))
    const slower = ['--set', 'optimisers.generator.learningRate=1e-6', '--json']
    const changed = await runCommand(home, 'resume', from, '--from', '10', ...slower)
    expect(RunDocument.parse(json(changed.stdout)).epochs).not.toEqual(one.epochs)
    const absent = await runCommand(home, 'resume', from, '--from', '11', '--json')
    expect(ErrorDocument.parse(json(absent.stdout)).error).toMatchObject({
      code: 'UNKNOWN_CHECKPOINT',
      nearest: ['10', '20'],
    })

    const [grid, morph] = [join(home, 'grid.png'), join(home, 'morph.gif')]
    expect(await runCommand(home, 'sample', one.id, '--count', '4', '--seed', '3', '--out', grid)).toMatchObject({
      code: 0,
    })
    expect(readFileSync(grid).subarray(1, 4).toString()).toBe('PNG')
    const frames = ['interpolate', one.id, '--from', '1', '--to', '2', '--frames', '3', '--out', morph]
    expect(await runCommand(home, ...frames)).toMatchObject({ code: 0 })
    expect(readFileSync(morph).subarray(0, 6).toString()).toBe('GIF89a')
    const way = ['--through', 'seed:1/psi:0.5', '--through', 'plane:2.25,1', '--way', 'spline', '--loop']
    const latents = join(home, 'way.npy')
    const through = await runCommand(home, 'interpolate', one.id, ...way, '--frames', '4', '--out', latents, '--json')
    expect(json(through.stdout)).toMatchObject({ keyframes: ['seed:1/psi:0.5', 'plane:2.25,1'], frames: 4 })
    expect(readFileSync(latents).toString('latin1')).toContain("'shape': (4, 20)")

    // An image that the run drew is a file like any other, and one of the dataset is named by its place.
    const own = join(home, 'own.png')
    expect(await runCommand(home, 'sample', one.id, '--count', '1', '--seed', '7', '--out', own)).toMatchObject({
      code: 0,
    })
    const both = join(home, 'inverted.png')
    const quick = ['--restarts', '2', '--steps', '20', '--out', both, '--json']
    const inverted = await runCommand(home, 'invert', one.id, own, `${one.config.dataset.id}/train/3`, ...quick)
    const { found } = z
      .object({ found: z.array(z.object({ latent: z.string(), before: z.number(), error: z.number() })).length(2) })
      .parse(json(inverted.stdout))
    for (const { latent, before, error } of found) {
      expect(latent).toMatch(/^z:/)
      expect(error).toBeLessThan(before)
    }
    expect(readFileSync(both).subarray(1, 4).toString()).toBe('PNG')
    const missing = await runCommand(home, 'invert', one.id, join(home, 'none.png'), '--json')
    expect(ErrorDocument.parse(json(missing.stdout)).error.code).toBe('INVALID_INPUT')

    const mean = await runCommand(home, 'invert', one.id, '--class-mean', '3', '--json')
    expect(ErrorDocument.parse(json(mean.stdout)).error.code).toBe('WRONG_STATE')
    const blend = await runCommand(home, 'sample', one.id, '--class', '3+7@0.4', '--out', grid, '--json')
    expect(ErrorDocument.parse(json(blend.stdout)).error.code).toBe('INVALID_INPUT')

    const named = ['--latent', found[0]?.latent ?? '', '--count', '3', '--json']
    const near = await runCommand(home, 'nearest', one.id, ...named)
    const [neighbours] = z
      .object({ found: z.array(z.object({ neighbours: z.array(z.object({ distance: z.number() })).length(3) })) })
      .parse(json(near.stdout)).found
    expect(neighbours?.neighbours[0]?.distance).toBeLessThan(neighbours?.neighbours[2]?.distance ?? 0)
    const wrong = await runCommand(home, 'translate', one.id, own, '--out', both, '--json')
    expect(ErrorDocument.parse(json(wrong.stdout)).error.code).toBe('WRONG_STATE')

    expect(await runCommand(home, 'runs', 'remove', two.id)).toMatchObject({ code: 0 })
    expect((await runCommand(home, 'runs', 'list')).stdout).not.toContain(two.id)
    expect(await runCommand(home, 'runs', 'restore', two.id)).toMatchObject({ code: 0 })
    expect((await runCommand(home, 'runs', 'list')).stdout).toContain(two.id)
    expect(await runCommand(home, 'runs', 'remove', two.id, '--forever')).toMatchObject({ code: 0 })
    expect(existsSync(two.files.run)).toBe(false)

    expect(await runCommand(home, 'projects', 'remove', 'first')).toMatchObject({ code: 0 })
    expect((await runCommand(home, 'runs', 'list')).stdout).not.toContain(one.id)
    expect((await runCommand(home, 'projects', 'trash')).stdout).toContain('My first project')
    expect(await runCommand(home, 'projects', 'restore', 'my first project')).toMatchObject({ code: 0 })
    expect((await runCommand(home, 'runs', 'list')).stdout).toContain(one.id)
  })

  test('Ctrl-C saves a checkpoint and ends with 130; the run resumes from there', async () => {
    const first = startCommand(home, 'train', 'mlp-small', '--steps', '1000000', '--name', 'long', ...small, '--json')
    await first.said('running')
    const listed = await runCommand(home, 'runs', 'list', '--json')
    expect(json(listed.stdout)).toMatchObject([{ name: 'long', status: 'running' }, {}, {}, {}, {}])
    const busy = await runCommand(home, 'train', 'mlp-small', '--json')
    expect(busy.code).toBe(1)
    expect(ErrorDocument.parse(json(busy.stdout)).error.code).toBe('STUDIO_BUSY')
    first.child.kill('SIGINT')
    const { code, stdout } = await first.result
    expect(code).toBe(130)
    const stopped = RunDocument.parse(json(stdout))
    expect(stopped.status).toBe('stopped')
    expect(existsSync(join(stopped.files.run, 'checkpoints', `step-${String(stopped.step).padStart(7, '0')}`))).toBe(
      true,
    )

    const again = startCommand(home, 'runs', 'resume', 'long', '--json')
    await again.said('running')
    again.child.kill('SIGINT')
    const resumed = await again.result
    expect(resumed.code).toBe(130)
    expect(RunDocument.parse(json(resumed.stdout)).step).toBeGreaterThanOrEqual(stopped.step)
  })

  test('a second Ctrl-C ends at once, and the run is interrupted', async () => {
    const twice = startCommand(home, 'train', 'mlp-small', '--steps', '1000000', '--name', 'twice', ...small, '--json')
    await twice.said('preparing: Starting the training process')
    twice.child.kill('SIGINT')
    await twice.said('Stopping after a checkpoint')
    twice.child.kill('SIGINT')
    const { code, stdout } = await twice.result
    expect(code).toBe(130)
    expect(json(stdout)).toMatchObject({ status: 'interrupted', reason: 'It was ended by a second Ctrl-C' })
  })

  test('a studio that is killed leaves its run interrupted for the next one', async () => {
    const killed = startCommand(home, 'train', 'mlp-small', '--steps', '1000000', '--name', 'killed', ...small)
    await killed.said('running')
    killed.child.kill('SIGKILL')
    await killed.result
    const { stdout } = await runCommand(home, 'runs', 'show', 'killed', '--json')
    expect(json(stdout)).toMatchObject({ status: 'interrupted', reason: 'The studio ended while it was at work' })
  })

  test('a study trains each setting with its seeds; its runs are ranked, filtered, exported and imported', async () => {
    const both = 'optimisers.generator.learningRate+optimisers.discriminator.learningRate'
    const varied = ['--vary', `${both}=1e-3,1e-9`, '--seeds', '2', '--steps', '10', '--tag', 'rates']
    const measured = ['--measure', 'swd', '--samples', '32', '--project', 'faces-digits']
    const study = await runCommand(home, 'study', 'mlp-small', ...varied, ...measured, ...small, '--json')
    expect(study.code).toBe(0)
    const document = z
      .object({
        runs: z.array(z.object({ id: z.string(), status: z.literal('completed'), seed: z.int() })),
        ranking: z.object({
          by: z.literal('swd'),
          result: z.enum(['winner', 'undecided']),
          setups: z.array(z.object({ setup: z.string(), runs: z.array(z.string()), count: z.int(), mean: z.number() })),
        }),
      })
      .parse(json(study.stdout))
    expect(document.runs.map(({ seed }) => seed)).toEqual([1, 2, 1, 2])
    const [best, other] = document.ranking.setups
    expect([best?.count, other?.count]).toEqual([2, 2])
    expect(best?.mean).toBeLessThan(other?.mean ?? 0)

    const slow = ['compare', '--filter', 'tags = rates and generator.learningRate < 1e-6']
    const compared = z
      .object({ runs: z.array(z.object({ id: z.string() })) })
      .parse(json((await runCommand(home, ...slow, '--json')).stdout))
    expect(compared.runs).toHaveLength(2)
    expect((await runCommand(home, ...slow)).stdout).toContain('One setup, 2 seeds')
    const wrong = await runCommand(home, 'compare', '--filter', 'sdw < 3', '--json')
    expect(wrong.code).toBe(2)
    expect(ErrorDocument.parse(json(wrong.stdout)).error.nearest).toEqual(['swd'])

    const [run] = document.runs
    const events = join(home, 'events')
    const exporting = ['export', run?.id ?? '', '--format', 'tensorboard', '--out', events]
    expect(await runCommand(home, ...exporting)).toMatchObject({ code: 0 })
    const { imported } = z
      .object({ imported: z.array(z.string()).length(1) })
      .parse(json((await runCommand(home, 'runs', 'import', events, '--json')).stdout))
    const beside = await runCommand(home, 'compare', run?.id ?? '', imported[0] ?? '')
    expect(beside.stdout).toContain('imported')
  })
})
