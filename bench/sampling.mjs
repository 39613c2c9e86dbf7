// Times single pictures of checkpoints without a window: `node bench/sampling.mjs HOME/projects/…/checkpoints/step-…`.
import { bundledMain } from './bundle.mjs'

const main = await bundledMain('sampling')
await main()
