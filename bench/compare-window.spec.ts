import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from '@playwright/test'
import { aimRound, tensorBoardRound } from './compare-others'
import { studioRound } from './compare-studio'

// How fast many runs are compared, in the real window and beside TensorBoard and Aim: one round of each whose place is given, one after the
// other. Each call adds a round to results/compare-window.json under the name of the data, COMPARE_DATA. README.md says how.

const file = resolve(import.meta.dirname, 'results/compare-window.json')
const { COMPARE_FOLDER: folder, TENSORBOARD: tensorBoard, AIM: aim } = process.env
/** COMPARE_MOVES=no leaves out how TensorBoard moves its charts. */
const moves = process.env['COMPARE_MOVES'] !== 'no'
const data = process.env['COMPARE_DATA'] ?? '1,000 runs × 19 metrics × 10,000 points'

function read(): Record<string, unknown> {
  try {
    return { ...Object(JSON.parse(readFileSync(file, 'utf8'))) }
  } catch {
    return {}
  }
}

function keep(name: string, round: object): void {
  const before = read()
  const ofData: Record<string, unknown> = { ...Object(before[data]) }
  const rounds: unknown = ofData[name]
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, no GPU, Xvfb`
  const next = { ...ofData, [name]: [...(Array.isArray(rounds) ? rounds : []), round] }
  writeFileSync(file, `${JSON.stringify({ ...before, machine, window: '1280×800', [data]: next }, null, 2)}\n`)
  console.log(name, JSON.stringify(round))
}

if (folder !== undefined) {
  test('the studio', async () => keep('studio', await studioRound(join(folder, 'home'))))
}
if (tensorBoard !== undefined) {
  test('TensorBoard', async () => keep('tensorboard', await tensorBoardRound(tensorBoard, moves)))
}
if (aim !== undefined) {
  test('Aim', async () => keep('aim', await aimRound(aim)))
}
