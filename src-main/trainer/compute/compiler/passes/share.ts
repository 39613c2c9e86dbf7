import { createHash } from 'node:crypto'
import { type Node, type Operation, type Pass, rewrite } from '../graph'

function describe(operation: Operation): string {
  if (operation.kind !== 'constant') {
    // JSON has no −0 and no infinities, so numbers are written by themselves.
    return JSON.stringify(operation, (_, value: unknown) =>
      typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : value,
    )
  }
  const { buffer, byteOffset, byteLength } = operation.values
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  return `constant ${createHash('sha256').update(bytes).digest('base64')}`
}

/** Equal operations on equal inputs become one node (value numbering; Cocke 1970). */
export const sharing: Pass = {
  name: 'sharing',
  summary: 'Computes every common subexpression once.',
  run(graph) {
    const known = new Map<string, Node>()
    const ids = new Map<Node, number>()
    return rewrite(graph, (node) => {
      const inputs = node.inputs.map((input) => ids.get(input)).join()
      const key = `${describe(node.operation)}|${inputs}|${node.shape.join()}|${node.type}`
      const first = known.get(key)
      if (first !== undefined) return first
      known.set(key, node)
      ids.set(node, ids.size)
      return node
    })
  },
}
