import { stream } from '@shared/random/generator'

/**
 * Fills a feed of a pool's places. Until the pool is full, new images are kept in its next free place. After that each is
 * exchanged with probability ½ for that of a random place; no place twice in one update.
 * @param out [batch, size], filled anew
 */
export function fillPlaces(
  out: Float32Array,
  { pool, size, part }: { readonly pool: string; readonly size: number; readonly part: 'read' | 'write' },
  seed: number,
  update: number,
): void {
  const batch = out.length / size
  const generator = stream(seed, pool, update)
  const places = Uint32Array.from({ length: size }, (_, i) => i)
  generator.shuffle(places)
  out.fill(0)
  for (let image = 0; image < batch; image++) {
    const seen = update * batch + image
    if (seen < size) {
      if (part === 'write') out[image * size + seen] = 1
      continue
    }
    const exchanged = generator.uniform() < 0.5
    const place = places[image]
    // A place that this same update fills holds no image yet.
    if (exchanged && place !== undefined && place < Math.min(size, update * batch)) out[image * size + place] = 1
  }
}
