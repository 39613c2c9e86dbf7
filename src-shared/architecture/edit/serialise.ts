import { LayerSpec } from '../layers/registry'
import { networksOf } from '../networks'
import type { ArchitectureSpec, LayerNode } from '../spec'

const node = ({ name, inputs, layer }: LayerNode) => ({ name, inputs, layer: LayerSpec.parse(layer) })

/** The settings in the order in which they are written; others follow. */
const order = ['family', 'version', 'name', 'image', 'latent', 'classes']

const place = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length)

/**
 * An architecture as JSON: two spaces of indent, a line feed at the end. Equal architectures give equal bytes, whatever the order
 * in which their settings were made. Also for drafts that cannot be trained.
 */
export function serialise(spec: ArchitectureSpec): string {
  const { networks: _networks, ...settings } = spec
  const sorted = Object.entries(settings).sort(([a], [b]) => place(a) - place(b))
  const networks = networksOf(spec).map(({ role, network: { layers, output } }) => [
    role,
    { layers: layers.map(node), output },
  ])
  const document = { ...Object.fromEntries(sorted), networks: Object.fromEntries(networks) }
  return `${JSON.stringify(document, null, 2)}\n`
}
