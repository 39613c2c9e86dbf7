import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseEngine } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import type { LoadedGenerator } from '../../../../src-main/trainer/latent/generator'
import { Generators } from '../../../../src-main/trainer/latent/generators'
import { writeDrawing } from '../../../../src-main/trainer/latent/pictures'
import { composeGrid } from '../../../../src-main/trainer/pictures/grid'
import { byteOf } from '../../../../src-main/trainer/pictures/pixels'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import { bilinear } from '../../../../src-shared/latent/blend'
import type { Drawing } from '../../../../src-shared/latent/drawing'
import type { Film } from '../../../../src-shared/latent/film'
import { latentOf, slerp } from '../../../../src-shared/latent/vectors'
import { readGif } from '../../../support/gif'
import { recordRun } from '../../../support/recorded-run'
import { tinyConfig, tinyRequest } from '../../../support/tiny-run'
import { readWebm } from '../../../support/webm'

const { latent, image } = tinyConfig.architecture
const at = (seed: number) => latentOf(seed, latent)

let folder: string
let generator: LoadedGenerator
let generators: Generators
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gan-studio-test-'))
  await recordRun(tinyRequest(folder))
  generators = new Generators(disk, chooseEngine)
  generator = await generators.open('session', join(folder, 'checkpoints/step-0000020'))
})
afterAll(async () => {
  await generators.close('session')
  rmSync(folder, { recursive: true, force: true })
})

async function written(name: string, drawing: Drawing): Promise<Uint8Array> {
  const file = join(folder, name)
  await writeDrawing(disk, generator, { drawing, file })
  return disk.read(file)
}

const joined = (latents: readonly Float32Array[]) => Float32Array.from(latents.flatMap((one) => [...one]))
const way: Film = { keyframes: ['3', '9'], way: 'slerp', easing: 'linear', loop: false, frames: 21 }

describe('drawings', () => {
  it('are a grid of what the latents make', async () => {
    const file = await written('exports/grid.png', { kind: 'pictures', points: ['0', 'seed:1', 'plane:2,0'] })
    const expected = composeGrid([await generator.draw(joined([at(0), at(1), at(2)]))], image)
    expect(await decodePng(file, 'grid')).toEqual(expected)
  })

  it('are a grid between four corners, which are exact', async () => {
    const file = await written('corners.png', { kind: 'corners', corners: ['0', '1', '2', '3'], side: 3 })
    const cells = Array.from({ length: 9 }, (_, i) =>
      bilinear([at(0), at(1), at(2), at(3)], (i % 3) / 2, Math.floor(i / 3) / 2, 'normal'),
    )
    expect([cells[0], cells[2], cells[6], cells[8]]).toEqual([at(0), at(1), at(2), at(3)])
    expect(await decodePng(file, 'grid')).toEqual(composeGrid([await generator.draw(joined(cells))], image))
  })

  it('are a GIF from one seed to another, both ends exactly, enlarged, with its time', async () => {
    const gif = readGif(await written('way.gif', { kind: 'film', format: 'gif', film: way, rate: 25 }))
    expect(gif).toMatchObject({ width: 256, height: 256, delays: Array.from({ length: 21 }, () => 40) })
    for (const [frame, z] of [
      [0, at(3)],
      [17, slerp(at(3), at(9), 17 / 20)],
      [20, at(9)],
    ] as const) {
      const values = await generator.draw(z)
      const drawn = [0, 1, 2, 3].map((column) => gif.frames[frame]?.[4 * (column * 64 + 32)])
      expect(drawn).toEqual([...values.subarray(0, 4)].map(byteOf))
    }
  })

  it('are a WebM of key frames with their times', async () => {
    const film = readWebm(await written('way.webm', { kind: 'film', format: 'webm', film: way, rate: 20 }))
    expect(film).toMatchObject({ codec: 'V_VP8', width: 512, height: 512, duration: 21 * 50 })
    expect(film.times).toEqual(Array.from({ length: 21 }, (_, i) => i * 50))
    expect(film.frames.every(({ key, width, height }) => key && width === 512 && height === 512)).toBe(true)
  })

  it('are the latents themselves, as numbers and as .npy', async () => {
    const film: Film = { ...way, frames: 3 }
    const expected = [at(3), slerp(at(3), at(9), 0.5), at(9)]
    const text = new TextDecoder().decode(await written('way.json', { kind: 'latents', format: 'json', film }))
    expect(JSON.parse(text)).toEqual({ latent, film, latents: expected.map((one) => [...one]) })
    const npy = Buffer.from(await written('way.npy', { kind: 'latents', format: 'npy', film }))
    const start = 10 + npy.readUInt16LE(8)
    expect([npy.subarray(0, 8).toString('hex'), start % 64]).toEqual(['934e554d50590100', 0])
    expect(npy.subarray(10, start).toString()).toContain("'descr': '<f4', 'fortran_order': False, 'shape': (3, 3)")
    expect(new Float32Array(Uint8Array.from(npy.subarray(start)).buffer)).toEqual(joined(expected))
  })

  it('tell each picture, and leave nothing behind where they are cancelled', async () => {
    const drawing: Drawing = { kind: 'film', format: 'webm', film: way, rate: 20 }
    const [abort, told]: [AbortController, number[]] = [new AbortController(), []]
    const work = writeDrawing(
      disk,
      generator,
      { drawing, file: join(folder, 'cancelled.webm') },
      {
        signal: abort.signal,
        onPicture: (done) => {
          told.push(done)
          if (done === 3) abort.abort()
        },
      },
    )
    await expect(work).rejects.toThrow()
    expect(told).toEqual([1, 2, 3])
    expect(await disk.list(folder)).not.toContain('cancelled.webm')
  })

  it('refuse latents of another size', async () => {
    const points = ['z:AACAPw']
    await expect(written('no.png', { kind: 'pictures', points })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const film = { ...way, keyframes: ['1', 'z:AACAPw'] }
    const gif = written('no.gif', { kind: 'film', format: 'gif', film, rate: 20 })
    await expect(gif).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
