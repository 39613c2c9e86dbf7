import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from '@playwright/test'
import { aimRound } from './compare-aim'
import { tensorBoardRound } from './compare-others'
import { studioRound } from './compare-studio'
import { mediansOf } from './medians'

// How fast many runs are compared, in the real window and beside TensorBoard and Aim: rounds of each whose place is given, in turn. A call
// writes rounds and medians to results/compare-window.json under the name of the data, COMPARE_DATA, in place of earlier ones of the same
// contender. README.md says how.

const file = resolve(import.meta.dirname, 'results/compare-window.json')
const { COMPARE_FOLDER: folder, TENSORBOARD: tensorBoard, AIM: aim } = process.env
/** COMPARE_MOVES=no leaves out how charts of TensorBoard and Aim are moved. */
const moves = process.env['COMPARE_MOVES'] !== 'no'
const data = process.env['COMPARE_DATA'] ?? '1,000 runs × 19 metrics × 10,000 points'
const count = Number(process.env['COMPARE_ROUNDS'] ?? 1)

function read(): Record<string, unknown> {
  try {
    return { ...Object(JSON.parse(readFileSync(file, 'utf8'))) }
  } catch {
    return {}
  }
}

const rounds = new Map<string, object[]>()

function keep(name: string, round: object): void {
  const own = [...(rounds.get(name) ?? []), round]
  rounds.set(name, own)
  const before = read()
  const ofData: Record<string, unknown> = { ...Object(before[data]) }
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, no GPU, Xvfb`
  const next = { ...ofData, [name]: { median: mediansOf(own), rounds: own } }
  writeFileSync(file, `${JSON.stringify({ ...before, machine, window: '1280×800', [data]: next }, null, 2)}\n`)
  console.log(name, own.length, JSON.stringify(round))
}

for (let round = 1; round <= count; round++) {
  if (folder !== undefined) {
    test(`the studio, round ${round}`, async () => keep('studio', await studioRound(join(folder, 'home'))))
  }
  if (tensorBoard !== undefined) {
    test(`TensorBoard, round ${round}`, async () => keep('tensorboard', await tensorBoardRound(tensorBoard, moves)))
  }
  if (aim !== undefined) {
    test(`Aim, round ${round}`, async () => keep('aim', await aimRound(aim, moves)))
  }
}
