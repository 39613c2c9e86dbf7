import { analysisOf } from '../../analysis'
import { contextOf } from '../../context'
import type { NetworkProblem } from '../../network-analysis'
import { networkOf } from '../../networks'
import type { ArchitectureSpec, NetworkRole } from '../../spec'
import { applyEdit } from '../edit'
import { connections, nowhere } from './connections'
import { ends } from './ends'
import { ranks } from './ranks'
import type { Repair, Rule, Situation } from './situation'
import { sizes } from './sizes'
import { sources } from './sources'

/** Most repairs that are offered for one problem. */
const MOST = 3

/** In the order of preference: what is closest to what was drawn comes first. */
const rules: readonly Rule[] = [ranks, sources, sizes, connections, nowhere, ends]

function situationOf(spec: ArchitectureSpec, role: NetworkRole, problem: NetworkProblem): Situation | undefined {
  const network = networkOf(spec, role)
  if (network === undefined) return undefined
  const analysis = analysisOf(spec, role)
  const node = network.layers.find(({ name }) => name === problem.layer)
  const shapes = new Map(analysis.layers.map((placed) => [placed.node.name, placed.shape]))
  const inputs = (node?.inputs ?? []).flatMap((input) => {
    const shape = shapes.get(input)
    return shape === undefined ? [] : [shape]
  })
  return {
    spec,
    role,
    network,
    analysis,
    context: contextOf(spec),
    problem,
    node,
    inputs,
    takes: analysis.rule.takes,
    end: analysis.rule.ends,
  }
}

/** Whether a repair takes the problem away and brings no other in its place, but for those of layers that it uncovers. */
function solves({ edit }: Repair, { spec, role, analysis, problem }: Situation): boolean {
  const changed = applyEdit(spec, edit)
  if (changed === spec) return false
  const after = analysisOf(changed, role)
  const before = new Set(analysis.problems.map(({ layer, message }) => `${layer} ${message}`))
  if (after.problems.some(({ layer, message }) => layer === problem.layer && message === problem.message)) return false
  // Whatever comes first into an empty network is the next thing to go on from.
  if (analysis.layers.length === 0 && networkOf(spec, role)?.layers.length === 0) return true
  const placed = new Set(analysis.layers.map(({ node }) => node.name))
  const judged = new Set(after.layers.map(({ node }) => node.name))
  const remains = networkOf(changed, role)?.layers.some(({ name }) => name === problem.layer)
  if (problem.layer !== undefined && remains && !judged.has(problem.layer)) return false
  const existed = new Set(networkOf(spec, role)?.layers.map(({ name }) => name))
  return after.problems.every(({ layer, message }) => {
    if (before.has(`${layer} ${message}`) || layer === undefined) return true
    // What is new may be wrong only with layers that could not be judged before.
    return existed.has(layer) && !placed.has(layer)
  })
}

/**
 * The edits that solve a problem of a network, at most three, the closest to what was drawn first. Each has been tried: the problem
 * is gone after it, and no layer that was right is wrong.
 */
export function repairsFor(spec: ArchitectureSpec, role: NetworkRole, problem: NetworkProblem): readonly Repair[] {
  const situation = situationOf(spec, role, problem)
  if (situation === undefined) return []
  const found: Repair[] = []
  const results = new Set<string>()
  for (const rule of rules) {
    for (const repair of rule(situation)) {
      if (found.length === MOST) return found
      const key = JSON.stringify(repair.edit)
      if (results.has(key) || !solves(repair, situation)) continue
      results.add(key)
      found.push(repair)
    }
  }
  return found
}
