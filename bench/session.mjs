// Measures the training session around the engine: `node bench/session.mjs --presets mlp-small,dcgan-28`.
import { bundledMain, root } from './bundle.mjs'

const main = await bundledMain('session')
await main(root)
