// Measures the engines: `npm run bench -- --torch PYTHON`. README.md says how to read what it prints.
import { bundle, bundledMain, root } from './bundle.mjs'

const contender = await bundle('contender')
const main = await bundledMain('steps')
await main(root, contender)
