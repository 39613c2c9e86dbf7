import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePng } from '../../src-main/pictures/png'
import { stream } from '../../src-shared/random/generator'

/** Pixels of a side. */
const SIDE = 24

/** A folder of small pictures in colour: lit balls of random size, place and hue before the night. */
export async function drawPlanets(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const random = stream(1, 'planets')
  const between = (low: number, high: number): number => low + (high - low) * random.uniform()
  for (let i = 0; i < count; i++) {
    const [x, y, radius, hue] = [between(9, 15), between(9, 15), between(5, 8.5), between(0, 6)]
    const pixels = new Uint8Array(SIDE * SIDE * 3)
    for (let at = 0; at < SIDE * SIDE; at++) {
      const [dx, dy] = [((at % SIDE) - x) / radius, (Math.floor(at / SIDE) - y) / radius]
      const inside = 1 / (1 + Math.exp(9 * (Math.hypot(dx, dy) - 1)))
      const light = Math.max(0.12, 0.75 - 0.5 * dx - 0.6 * dy)
      for (let channel = 0; channel < 3; channel++) {
        const tint = 0.6 + 0.4 * Math.cos(hue - 2.1 * channel)
        pixels[3 * at + channel] = Math.min(255, 12 + 240 * inside * light * tint)
      }
    }
    const picture = await encodePng({ height: SIDE, width: SIDE, channels: 3, pixels })
    writeFileSync(join(folder, `planet-${String(i).padStart(4, '0')}.png`), picture)
  }
}
