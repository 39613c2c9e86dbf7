// Measures how soon a wish is answered: `node bench/pauses.mjs --presets mlp-small,dcgan-28`.
import { bundledMain, root } from './bundle.mjs'

const main = await bundledMain('pauses')
await main(root)
