import { readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GraphStore } from '../../../../../../src-main/trainer/compute/compiler/cache/store'
import { temporaryFolder } from '../../../../../support/temporary-folder'

const keyOf = (digit: string) => digit.repeat(64)
const bytes = (length: number, value = 7) => new Uint8Array(length).fill(value)
/** Says that a file was last used so many seconds after 2001. */
const used = (folder: string, digit: string, seconds: number) =>
  utimesSync(join(folder, `${keyOf(digit)}.graph`), 1e9 + seconds, 1e9 + seconds)

describe('the store of graphs', () => {
  it('gives back what was written, whole, and nothing for another key', async () => {
    const folder = join(temporaryFolder(), 'cache', 'graphs')
    const store = new GraphStore(folder)
    expect(await store.read(keyOf('a'))).toBeUndefined()
    expect(await store.write(keyOf('a'), [bytes(3, 1), bytes(2, 2)])).toBe(true)
    expect(await store.read(keyOf('a'))).toEqual(Uint8Array.of(1, 1, 1, 2, 2))
    expect(await store.read(keyOf('b'))).toBeUndefined()
    expect(readdirSync(folder)).toEqual([`${keyOf('a')}.graph`])
  })

  it('takes no path for a key', async () => {
    const store = new GraphStore(temporaryFolder())
    await expect(store.read('../../etc/passwd')).rejects.toThrow(RangeError)
  })

  it('removes what was not used for longest, and never what was just written', async () => {
    const folder = temporaryFolder()
    const store = new GraphStore(folder, 400)
    for (const digit of ['1', '2', '3', '4']) await store.write(keyOf(digit), [bytes(95)])
    for (const [i, digit] of ['1', '2', '3', '4'].entries()) used(folder, digit, i)
    expect(await store.read(keyOf('1'))).toEqual(bytes(95)) // used just now
    await store.write(keyOf('5'), [bytes(95)])
    expect(await store.read(keyOf('2'))).toBeUndefined()
    for (const digit of ['1', '3', '4', '5']) expect(await store.read(keyOf(digit))).toEqual(bytes(95))
  })

  it('neither keeps nor reads what is larger than a quarter of its room', async () => {
    const folder = temporaryFolder()
    const store = new GraphStore(folder, 400)
    expect(await store.write(keyOf('1'), [bytes(101)])).toBe(false)
    // As long as a terabyte, and without a byte on the disk: reading it would exhaust the memory.
    const huge = join(folder, `${keyOf('2')}.graph`)
    writeFileSync(huge, '')
    truncateSync(huge, 2 ** 40)
    expect(await store.read(keyOf('2'))).toBeUndefined()
  })

  it('clears away what a process that died left half written, but not what another is writing', async () => {
    const folder = temporaryFolder()
    for (const name of ['old', 'new']) writeFileSync(join(folder, `${name}.graph.1-0.partial`), 'half')
    utimesSync(join(folder, 'old.graph.1-0.partial'), 1e9, 1e9)
    await new GraphStore(folder).write(keyOf('1'), [bytes(1)])
    expect(readdirSync(folder).sort()).toEqual([`${keyOf('1')}.graph`, 'new.graph.1-0.partial'])
  })

  it('keeps nothing, and says so, where it cannot write', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(await new GraphStore(join(file, 'graphs')).write(keyOf('1'), [bytes(1)])).toBe(false)
  })

  it('lets many write the same at once', async () => {
    const folder = temporaryFolder()
    const store = new GraphStore(folder)
    const results = await Promise.all(Array.from({ length: 8 }, () => store.write(keyOf('1'), [bytes(5000)])))
    expect(results).toEqual(Array.from({ length: 8 }, () => true))
    expect(await store.read(keyOf('1'))).toEqual(bytes(5000))
    expect(readdirSync(folder)).toHaveLength(1)
  })
})
