import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findAdapter,
  parseProperties,
  preferredAdapter,
} from '../../../../../src-main/trainer/compute/runtime/adapters'
import { placedOnProcessor } from '../../../../../src-main/trainer/compute/runtime/device-session'
import {
  type Machine,
  type ProviderId,
  providerObstacle,
  providers,
} from '../../../../../src-main/trainer/compute/runtime/providers'

const machine = (platform: NodeJS.Platform, arch: string, files: readonly string[] = []): Machine => ({
  platform,
  arch,
  besideLibrary: (name) => files.includes(name),
})
const linux = machine('linux', 'x64')
const all = Object.values(providers).map(({ builtIn }) => builtIn)

describe('providerObstacle', () => {
  it.each<[string, ProviderId, readonly string[], Machine, RegExp | null]>([
    ['WebGPU where it is built in', 'webgpu', all, linux, null],
    [
      'WebGPU where it is not',
      'webgpu',
      ['CPUExecutionProvider'],
      machine('linux', 'arm64'),
      /no WebGPU for linux arm64/,
    ],
    ['CUDA without its libraries', 'cuda', all, linux, /missing \(.*shared\.so, .*cuda\.so\).*install\.js.*WebGPU/],
    [
      'CUDA with one of them',
      'cuda',
      all,
      machine('linux', 'x64', ['libonnxruntime_providers_cuda.so']),
      /missing \(libonnxruntime_providers_shared\.so\)/,
    ],
    [
      'CUDA with its libraries',
      'cuda',
      all,
      machine('linux', 'x64', ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so']),
      null,
    ],
    ['CUDA in Windows, whose package has none', 'cuda', all, machine('win32', 'x64'), /no CUDA for win32 x64/],
    ['CUDA in macOS', 'cuda', all, machine('darwin', 'arm64'), /Linux and Windows/],
    ['DirectML in Windows', 'dml', all, machine('win32', 'x64'), null],
    ['DirectML elsewhere', 'dml', all, linux, /part of Windows/],
    ['DirectML where it is not built in', 'dml', [], machine('win32', 'x64'), /no DirectML for win32/],
    ['Core ML in macOS', 'coreml', all, machine('darwin', 'arm64'), null],
    ['Core ML elsewhere', 'coreml', all, linux, /part of macOS/],
    ['Core ML where it is not built in', 'coreml', [], machine('darwin', 'x64'), /no Core ML for darwin x64/],
    ['the processor', 'cpu', [], linux, null],
  ])('%s', (_name, id, built, where, expected) => {
    const obstacle = providerObstacle(id, built, where)
    if (expected === null) expect(obstacle).toBeNull()
    else expect(obstacle).toMatch(expected)
  })
})

describe('the GPU that WebGPU takes', () => {
  const properties = (type: number, name: string): Uint8Array => {
    const bytes = new Uint8Array(824).fill(7)
    new DataView(bytes.buffer).setUint32(16, type, true)
    bytes.set(new TextEncoder().encode(`${name}\0`), 20)
    return bytes
  }

  it('is read from what Vulkan tells of its devices', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.stringMatching(/^[ -~]{0,255}$/), (type, name) => {
        expect(parseProperties(properties(type, name))).toEqual({ type, name })
      }),
    )
  })

  it('is a discrete one before an integrated one before software', () => {
    const [discrete, integrated, software] = [2, 1, 4].map((type) => ({ type, name: `${type}` }))
    if (discrete === undefined || integrated === undefined || software === undefined) throw new Error('no devices')
    expect(preferredAdapter([software, integrated, discrete])).toEqual({ name: '2', software: false })
    expect(preferredAdapter([software, integrated])).toEqual({ name: '1', software: false })
    expect(preferredAdapter([software])).toEqual({ name: '4', software: true })
    expect(preferredAdapter([])).toBeUndefined()
  })

  it('is the chip’s own in macOS, and what Windows chooses where it has no Vulkan', async () => {
    expect(await findAdapter('darwin')).toMatchObject({ found: true, adapter: { software: false } })
    if (process.platform === 'linux') {
      expect(await findAdapter('win32')).toMatchObject({ found: true, adapter: { software: false } })
    }
  })
})

describe('placedOnProcessor', () => {
  it('finds the operations that a provider left to the processor in ONNX Runtime’s log', () => {
    const log = [
      'GraphTransformer MemcpyTransformer modified: 1 with status: OK',
      'Node placements',
      ' Node(s) placed on [CPUExecutionProvider]. Number of nodes: 3',
      '  Hardmax (first)',
      '  Det (Det/t4)',
      '  Hardmax (second)',
      ' Node(s) placed on [WebGpuExecutionProvider]. Number of nodes: 1',
      '  Cast (cast1)',
      'Some nodes were not assigned to the preferred execution providers',
    ]
    expect(placedOnProcessor(log)).toEqual(['Det', 'Hardmax'])
    expect(placedOnProcessor(log.slice(6))).toEqual([])
  })
})
