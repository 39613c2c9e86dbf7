// Measures the comparison of many runs: `node bench/compare.mjs --runs 1000 --tensorboard PYTHON`. README.md says how to read it.
import { bundledMain, root } from './bundle.mjs'

const main = await bundledMain('compare')
await main(root)
