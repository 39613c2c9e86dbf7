// Measures how well images of a dataset are found in a run's latent space: `node bench/inversion.mjs RUN [--home DIR]`.
// Takes the first test images; needs a build and a home that has the run.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string' },
    dataset: { type: 'string', default: 'mnist' },
    count: { type: 'string', default: '20' },
    restarts: { type: 'string', default: '8' },
    steps: { type: 'string', default: '300' },
    picture: { type: 'string', default: join(root, 'docs/results/pictures/inversion.png') },
    out: { type: 'string' },
  },
})
const [run = ''] = positionals
const images = Array.from({ length: Number(values.count) }, (_, i) => `${values.dataset}/test/${i}`)
const begin = performance.now()
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [
    join(root, 'out/main/headless.cjs'),
    'invert',
    run,
    ...images,
    ...['--restarts', values.restarts, '--steps', values.steps, '--out', values.picture, '--json'],
    ...(values.home === undefined ? [] : ['--home', values.home]),
  ],
  { encoding: 'utf8', maxBuffer: 2 ** 26 },
)
if (status !== 0) throw new Error(stderr)
/** @type {{ step: number, found: { image: string, before: number, error: number }[] }} */
const { step, found } = JSON.parse(stdout)
const seconds = (performance.now() - begin) / 1000

const mean = (/** @type {number[]} */ numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
const rows = found.map(({ image, before, error }) => `| ${image} | ${before.toFixed(1)} | ${error.toFixed(1)} |`)
const text = [
  `\`node bench/inversion.mjs ${run}\`: ${found.length} test images in the latent space of a run at step ${step}, ${values.restarts} restarts,`,
  `${values.steps} steps each, ${(seconds / found.length).toFixed(1)} s an image. Errors are root mean squares in levels of 256; before is the nearest of 256`,
  'latents of the prior.',
  '',
  '| image | before | after |',
  '| --- | ---: | ---: |',
  ...rows,
  `| mean | ${mean(found.map(({ before }) => before)).toFixed(1)} | ${mean(found.map(({ error }) => error)).toFixed(1)} |`,
  '',
].join('\n')
console.log(text)
if (values.out) writeFileSync(values.out, text)
