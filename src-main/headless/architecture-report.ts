import { analysisOf } from '@shared/architecture/analysis'
import type { ArchitectureDifference, LayerDifference } from '@shared/architecture/difference'
import { repairsFor } from '@shared/architecture/edit/repairs/find'
import { penaltyBlockers } from '@shared/architecture/gradient-penalty'
import { formatShape } from '@shared/architecture/layer'
import { definitionOf, describeLayer } from '@shared/architecture/layers/registry'
import type { NetworkAnalysis, NetworkProblem } from '@shared/architecture/network-analysis'
import { networksOf } from '@shared/architecture/networks'
import { receptiveFields } from '@shared/architecture/receptive-field'
import { takesPenalty } from '@shared/architecture/roles'
import type { ArchitectureSpec, LayerNode, NetworkRole } from '@shared/architecture/spec'
import { formatCount } from './format'
import { formatTable } from './table'

/** A problem with the repairs that solve it. */
export interface ReportedProblem {
  readonly network: NetworkRole
  readonly layer: string | null
  readonly message: string
  readonly fix: string
  readonly repairs: readonly string[]
}

const analysesOf = (spec: ArchitectureSpec) =>
  networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) }))

/** Every problem of an architecture. */
export const problemDocument = (spec: ArchitectureSpec): ReportedProblem[] =>
  analysesOf(spec).flatMap(({ role, analysis }) =>
    analysis.problems.map((problem: NetworkProblem) => ({
      network: role,
      layer: problem.layer ?? null,
      message: problem.message,
      fix: problem.fix,
      repairs: repairsFor(spec, role, problem).map(({ title }) => title),
    })),
  )

/** The same for a person. */
export const problemLines = (problems: readonly ReportedProblem[]): string[] =>
  problems.flatMap(({ network, layer, message, fix, repairs }) => [
    `${network}${layer === null ? '' : `, ${layer}`}: ${message}`,
    ...(repairs.length === 0 ? [`  to repair: ${fix}`] : repairs.map((title) => `  would solve it: ${title}`)),
  ])

const layerDocument = (analysis: NetworkAnalysis, node: LayerNode) => {
  const placed = analysis.layers.find((one) => one.node === node)
  return {
    name: node.name,
    layer: node.layer.type,
    settings: describeLayer(node.layer),
    inputs: node.inputs,
    shape: placed?.shape ?? null,
    parameters: placed?.parameters ?? null,
    multiplyAdds: placed?.multiplyAdds ?? null,
    receptiveField: receptiveFields(analysis).get(node.name)?.size ?? null,
  }
}

/** What follows from an architecture: shapes, counts, receptive fields, and of what judges images whether a gradient penalty can pass. */
export const summaryDocument = (spec: ArchitectureSpec) => ({
  name: spec.name,
  networks: analysesOf(spec).map(({ role, network, analysis }) => ({
    network: role,
    output: analysis.output ?? null,
    parameters: analysis.parameters,
    multiplyAdds: analysis.multiplyAdds,
    gradientPenalty: takesPenalty(role) ? penaltyBlockers(network).length === 0 : null,
    problems: analysis.problems.length,
    layers: network.layers.map((node) => layerDocument(analysis, node)),
  })),
})
type NetworkSummary = ReturnType<typeof summaryDocument>['networks'][number]

/** What is said of a network above the table of its layers. */
const headline = ({ network, parameters, multiplyAdds, gradientPenalty, problems }: NetworkSummary): string => {
  const said = [
    `${formatCount(parameters)} parameters`,
    `${formatCount(multiplyAdds)} multiply-adds`,
    ...(gradientPenalty === null
      ? []
      : [gradientPenalty ? 'a gradient penalty can pass' : 'statistics of the batch keep a gradient penalty out']),
    ...(problems === 0 ? [] : [`${problems} ${problems === 1 ? 'problem' : 'problems'}`]),
  ]
  return `${network}: ${said.join(', ')}`
}

/** The same for a person: a table for each network, and what is wrong, which leaves places of the table open. */
export const summaryLines = (spec: ArchitectureSpec): string[] => [
  ...summaryDocument(spec).networks.flatMap((network) => [
    headline(network),
    '',
    ...formatTable(
      [
        { title: 'Name' },
        { title: 'Layer' },
        { title: 'Settings' },
        { title: 'Takes' },
        { title: 'Shape', align: 'right' },
        { title: 'Parameters', align: 'right' },
        { title: 'Multiply-adds', align: 'right' },
        { title: 'Sees', align: 'right' },
      ],
      network.layers.map((layer) => [
        layer.name,
        layer.layer,
        layer.settings,
        layer.inputs.join(', '),
        layer.shape === null ? '?' : formatShape(layer.shape),
        layer.parameters === null ? '?' : formatCount(layer.parameters),
        layer.multiplyAdds === null ? '?' : formatCount(layer.multiplyAdds),
        layer.receptiveField === null ? '' : `${formatCount(layer.receptiveField)} px`,
      ]),
    ),
    '',
  ]),
  ...problemLines(problemDocument(spec)),
]

const text = ({ name, layer }: LayerNode): string =>
  [name, definitionOf(layer).title, describeLayer(layer)].filter((part) => part !== '').join(' · ')

function layerLines(one: LayerDifference): string[] {
  switch (one.type) {
    case 'same':
      return [`    ${text(one.after)}`]
    case 'added':
      return [`  + ${text(one.after)}`]
    case 'removed':
      return [`  - ${text(one.before)}`]
    case 'changed':
      return [
        `  ~ ${text(one.after)}`,
        ...one.settings.map(({ path, before, after }) => `      ${path}: ${before ?? '–'} → ${after ?? '–'}`),
      ]
  }
}

/** The difference of two architectures for a person. */
export const differenceLines = ({ settings, networks }: ArchitectureDifference): string[] => [
  ...settings.map(({ path, before, after }) => `${path}: ${before ?? '–'} → ${after ?? '–'}`),
  ...networks.flatMap(({ role, layers }) => [role, ...layers.flatMap(layerLines)]),
]
