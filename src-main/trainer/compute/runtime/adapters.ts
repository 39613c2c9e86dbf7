import { cpus } from 'node:os'
import { loadKoffi } from './koffi'

/** A GPU, or a program that stands in for one. */
export interface Adapter {
  readonly name: string
  /** It computes on the processor: slow, and meant for checks. */
  readonly software: boolean
}

/** VkPhysicalDeviceType in the order in which a GPU is preferred: discrete, integrated, virtual, other, processor. */
const preference = [2, 1, 3, 0, 4]
const PROCESSOR = 4

const loaders: Partial<Record<NodeJS.Platform, string>> = { linux: 'libvulkan.so.1', win32: 'vulkan-1.dll' }
/** VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, and the size of the structure where pointers have 8 bytes. */
const INSTANCE_CREATE_INFO = 1
const CREATE_INFO_BYTES = 64
/** Room for VkPhysicalDeviceProperties (824 bytes), and where its type and its name (256 bytes) lie in it. */
const PROPERTIES_BYTES = 2048
const TYPE_OFFSET = 16
const NAME_OFFSET = 20
const NAME_BYTES = 256
const MAX_DEVICES = 16

/** One of Vulkan's devices from its VkPhysicalDeviceProperties. */
export function parseProperties(bytes: Uint8Array): { readonly type: number; readonly name: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = bytes.subarray(NAME_OFFSET, NAME_OFFSET + NAME_BYTES)
  const end = text.indexOf(0)
  return {
    type: view.getUint32(TYPE_OFFSET, true),
    name: new TextDecoder().decode(text.subarray(0, end < 0 ? NAME_BYTES : end)),
  }
}

/** The device that WebGPU takes when it is asked for performance. */
export function preferredAdapter(
  devices: readonly { readonly type: number; readonly name: string }[],
): Adapter | undefined {
  const rank = (type: number) => (preference.indexOf(type) + preference.length + 1) % (preference.length + 1)
  const [best] = [...devices].sort((a, b) => rank(a.type) - rank(b.type))
  return best === undefined ? undefined : { name: best.name, software: best.type === PROCESSOR }
}

/** What the Vulkan loader knows. Throws where there is no loader. */
async function vulkanDevices(loader: string): Promise<{ type: number; name: string }[]> {
  const koffi = await loadKoffi()
  const vulkan = koffi.load(loader)
  const p = 'void *'
  const createInstance = vulkan.func('vkCreateInstance', 'int', [p, p, p])
  const enumerate = vulkan.func('vkEnumeratePhysicalDevices', 'int', [p, p, p])
  const getProperties = vulkan.func('vkGetPhysicalDeviceProperties', 'void', [p, p])
  const destroyInstance = vulkan.func('vkDestroyInstance', 'void', [p, p])
  const info = new Uint8Array(CREATE_INFO_BYTES)
  new DataView(info.buffer).setUint32(0, INSTANCE_CREATE_INFO, true)
  const instance = new BigUint64Array(1)
  if (createInstance(info, null, instance) !== 0) return []
  try {
    const count = new Uint32Array([MAX_DEVICES])
    const devices = new BigUint64Array(MAX_DEVICES)
    if (enumerate(instance[0], count, devices) < 0) return []
    return [...devices.subarray(0, count[0])].map((device) => {
      const properties = new Uint8Array(PROPERTIES_BYTES)
      getProperties(device, properties)
      return parseProperties(properties)
    })
  } finally {
    destroyInstance(instance[0], null)
  }
}

/** What is known of the GPU that WebGPU would use here. */
export type AdapterSearch =
  | { readonly found: true; readonly adapter: Adapter }
  /** There is none, and why, for people. */
  | { readonly found: false; readonly reason: string }

/** The GPU that WebGPU would use on this machine, found without WebGPU, which does not tell. Never throws. */
export async function findAdapter(platform: NodeJS.Platform = process.platform): Promise<AdapterSearch> {
  if (platform === 'darwin') {
    const chip = cpus()[0]?.model.trim() ?? 'Apple'
    return { found: true, adapter: { name: `GPU of the ${chip}`, software: false } }
  }
  const loader = loaders[platform]
  const devices = loader === undefined ? undefined : await vulkanDevices(loader).catch(() => undefined)
  const adapter = devices === undefined ? undefined : preferredAdapter(devices)
  if (adapter !== undefined) return { found: true, adapter }
  // Windows reaches GPUs by Direct3D 12 and needs no Vulkan.
  if (platform === 'win32') return { found: true, adapter: { name: 'the GPU of Windows’ choice', software: false } }
  const reason =
    devices === undefined
      ? 'The Vulkan loader is missing. Install the system package libvulkan1 (vulkan-loader in Fedora) and your GPU’s driver.'
      : 'Vulkan knows no GPU here. Install the Vulkan driver of your GPU (mesa-vulkan-drivers for AMD and Intel; NVIDIA’s driver has its own).'
  return { found: false, reason }
}
