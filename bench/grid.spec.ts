import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, temporaryHome } from '../test/support/studio-window'

// How smoothly the grid of a dataset scrolls: `npx playwright test --project=bench`. Set IMAGES for another number of images.

const root = resolve(import.meta.dirname, '..')
const images = Number(process.env['IMAGES'] ?? 200_000)
const side = 32

/** An array file of grey images in bands, with the header of NumPy's format 1.0. */
function makeSource(file: string): void {
  const shape = `{'descr': '|u1', 'fortran_order': False, 'shape': (${images}, ${side}, ${side}), }`
  const header = `${shape.padEnd(117)}\n`
  const head = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(header)])
  const pixels = Buffer.alloc(images * side * side)
  for (let at = 0; at < pixels.length; at++) pixels[at] = (at >> 5) * 7 + (at >> 10)
  writeFileSync(file, Buffer.concat([head, pixels]))
}

/** Times between frames, in milliseconds, while the grid is scrolled by so many pixels a frame. */
type Frames = readonly number[]

const percentile = (frames: Frames, share: number): number =>
  Number(([...frames].sort((a, b) => a - b)[Math.floor(share * (frames.length - 1))] ?? Number.NaN).toFixed(1))

test('the grid scrolls', async () => {
  const { home, remove } = temporaryHome()
  const source = join(home, 'images.npy')
  makeSource(source)
  const command = ['datasets', 'import', source, '--name', 'Many', '--home', home]
  execFileSync(process.execPath, [join(root, 'out/main/headless.cjs'), ...command], { stdio: 'ignore' })
  const studio = await openStudio(home)
  try {
    await resizeWindow(studio, 1920, 1080)
    await studio.page.getByTestId('rail-datasets').click()
    await studio.page.getByText('Many').first().click()
    const grid = studio.page.getByTestId('image-grid')
    await expect(grid.locator('.cell').first()).toBeVisible()
    const scroll = (step: number): Promise<Frames> =>
      grid.evaluate(async (view, pixels) => {
        const frames: number[] = []
        const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
        let last = await frame()
        for (let count = 0; count < 300; count++) {
          view.scrollTop += pixels
          const now = await frame()
          frames.push(now - last)
          last = now
        }
        return frames
      }, step)
    const still = await scroll(0)
    const rows: { name: string; pixelsPerFrame: number; perSecond: number; median: number; p95: number }[] = []
    for (const [name, step] of [
      ['slow', 20],
      ['fast', 400],
      ['flung', 6000],
    ] as const) {
      const frames = await scroll(step)
      const mean = frames.reduce((sum, value) => sum + value, 0) / frames.length
      const perSecond = Number((1000 / mean).toFixed(1))
      rows.push({
        name,
        pixelsPerFrame: step,
        perSecond,
        median: percentile(frames, 0.5),
        p95: percentile(frames, 0.95),
      })
    }
    const cells = await grid.locator('.cell').count()
    await grid.evaluate((view) => view.scrollTo({ top: view.scrollHeight }))
    await expect(grid.locator('.cell').last()).toHaveAttribute('aria-posinset', String(images))
    await photograph(studio, 'grid-many')
    const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, no GPU, Xvfb`
    const result = { machine, images, cells, stillP95: percentile(still, 0.95), rows }
    writeFileSync(join(root, 'bench/results/grid.json'), `${JSON.stringify(result, null, 2)}\n`)
    console.log(JSON.stringify(result, null, 2))
    expect(cells).toBeLessThan(5000)
  } finally {
    await studio.close()
    remove()
  }
})
