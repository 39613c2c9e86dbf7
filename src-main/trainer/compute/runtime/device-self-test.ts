import { binary, input, matmul } from '../compiler/build'
import { compileGraph } from '../compiler/compile'
import type { Device } from './device'

/**
 * Runs a small model with a known answer twice, with other inputs and with its result fed back, so that work which the
 * device drops or memory that it does not renew would show. Throws where it does.
 */
export async function selfTestDevice(device: Device): Promise<void> {
  const shape = [2, 2]
  const x = input('x', shape, 'float32')
  const graph = { outputs: [{ name: 'z', node: binary('Add', matmul(x, input('y', shape, 'float32')), x) }] }
  const model = await device.load(compileGraph(graph).model)
  const values = { y: Float32Array.of(5, 6, 7, 8), z: new Float32Array(4) }
  const host = {
    x: device.host(Float32Array.of(1, 2, 3, 4), shape),
    y: device.host(values.y, shape),
    z: device.host(values.z, shape),
  }
  const resident = await device.allocate(new Map([['between', shape]]))
  const [between = host.x] = resident.values()
  try {
    await model.run(new Map(Object.entries({ x: host.x, y: host.y })), new Map([['z', between]]))
    values.y.set([0, 1, 1, 0])
    await model.run(new Map(Object.entries({ x: between, y: host.y })), new Map([['z', host.z]]))
    // [[20, 24], [46, 54]] times a swap of columns, and itself added.
    const expected = [44, 44, 100, 100]
    if (expected.some((value, i) => value !== values.z[i])) {
      throw new Error(`a model with a known answer gave ${[...values.z].join(', ')}`)
    }
  } finally {
    model.release()
    device.free([...resident.values(), ...Object.values(host)])
  }
}
