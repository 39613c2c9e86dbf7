// Measures what bounds a step: `node bench/limits.mjs --models mlp-wide,dcgan-28`. README.md says how to read what it prints.
import { bundledMain, root } from './bundle.mjs'

const main = await bundledMain('limits')
await main(root)
