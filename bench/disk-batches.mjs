// How fast batches come from a set that is larger than the memory budget: `node bench/disk-batches.mjs`.
import { bundledMain, root } from './bundle.mjs'

const main = await bundledMain('disk-batches')
await main(root)
