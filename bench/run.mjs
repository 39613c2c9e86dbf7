// Measures the engines: `node bench/run.mjs --torch PYTHON`.
import { bundledMain, root } from './bundle.mjs'

const main = await bundledMain('steps')
await main(root)
