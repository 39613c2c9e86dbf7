import { type ConfigValue, leavesOf } from '../runs/difference'

const networkPath = /^architecture\.networks\.([A-Za-z]+)\.(.*)$/

/** FNV-1a of 32 bits, as hexadecimal digits: it tells texts apart and protects nothing. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/**
 * The settings of a config as a table of many runs has them, by path: the layers of each network are one text that tells their number
 * and is the same for the same layers. Takes any JSON, so that thousands of stored configs need no parsing by schema.
 */
export function rowSettings(config: unknown): Record<string, ConfigValue> {
  const settings: Record<string, ConfigValue> = {}
  const networks = new Map<string, { layers: Set<string>; text: string }>()
  for (const [path, value] of leavesOf(config)) {
    const [whole, role, rest = ''] = networkPath.exec(path) ?? []
    if (whole === undefined || role === undefined) {
      settings[path] = value
      continue
    }
    const network = networks.get(role) ?? { layers: new Set<string>(), text: '' }
    const [list, layer] = rest.split('.')
    if (list === 'layers' && layer !== undefined) network.layers.add(layer)
    network.text += `${rest}=${value}\n`
    networks.set(role, network)
  }
  for (const [role, { layers, text }] of networks) {
    settings[`architecture.networks.${role}`] = `${layers.size} layers, ${digest(text)}`
  }
  return settings
}
