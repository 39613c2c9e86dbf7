// Trains the study that the comparison is shown with: three learning rates × three seeds of mlp-small, for real.
//   node scripts/study.mjs --home DIR [--steps N] [--rates 1e-5,1e-3] [--measure fid,swd] [--samples N] [--json]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const entry = fileURLToPath(new URL('../out/main/headless.cjs', import.meta.url))
const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    rates: { type: 'string', default: '1e-5,1e-4,1e-3' },
    steps: { type: 'string', default: '300' },
    measure: { type: 'string', default: 'fid' },
    samples: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
  },
})
if (values.home === undefined) {
  console.error('Name a studio home: node scripts/study.mjs --home DIR')
  process.exit(2)
}
const rates = `optimisers.generator.learningRate+optimisers.discriminator.learningRate=${values.rates}`
const { status } = spawnSync(
  process.execPath,
  [
    entry,
    'study',
    'mlp-small',
    ...['--vary', rates, '--seeds', '3', '--steps', values.steps, '--tag', 'learning rates'],
    ...['--measure', values.measure, '--samples', values.samples, '--home', values.home],
    ...['--set', `samples.cadence={"unit":"steps","every":${Math.max(1, Math.floor(Number(values.steps) / 6))}}`],
    ...(values.json ? ['--json'] : []),
  ],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
