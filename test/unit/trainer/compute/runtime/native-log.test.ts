import { expect, it } from 'vitest'
import { NativeLog } from '../../../../../src-main/trainer/compute/runtime/native-log'

it('keeps what the GPU reports until it is taken, and prints everything else', () => {
  const printed: string[] = []
  const log = new NativeLog((line) => printed.push(line))
  log.add('WebGPU device error(3): Allocation size too large\n - While calling [Device].CreateBuffer.\n')
  log.add('Non-zero status code returned while running MatMul node.\n')
  expect(printed).toEqual(['ONNX Runtime: Non-zero status code returned while running MatMul node.'])
  expect(log.takeDeviceErrors()).toEqual([
    'WebGPU device error(3): Allocation size too large\n - While calling [Device].CreateBuffer.',
  ])
  expect(log.takeDeviceErrors()).toEqual([])
})

it('keeps the first of many, because later ones only follow from them', () => {
  const log = new NativeLog(() => undefined)
  for (let i = 0; i < 1000; i++) log.add(`WebGPU device error(2): number ${i}`)
  const kept = log.takeDeviceErrors()
  expect(kept[0]).toContain('number 0')
  expect(kept.length).toBeLessThan(100)
})
