import type { NetworkAnalysis } from '../network-analysis'
import type { NetworkRole, NetworkSpec } from '../spec'
import { pythonNames } from './python-names'
import { loadStudio, residualBlock } from './pytorch-helpers'
import { pythonLayer } from './pytorch-layers'

/** A network that has no problems, with what follows from it. */
export interface ExportedNetwork {
  readonly role: NetworkRole
  readonly network: NetworkSpec
  readonly analysis: NetworkAnalysis
}

const className = (role: NetworkRole): string => `${role.slice(0, 1).toUpperCase()}${role.slice(1)}`

const indent = (lines: readonly string[], by: number): string[] => lines.map((line) => `${' '.repeat(by)}${line}`)

function networkClass({ role, network, analysis }: ExportedNetwork): string[] {
  const names = pythonNames(analysis.layers.map(({ node }) => node.name))
  const nameOf = (layer: string): string => names.get(layer) ?? layer
  const layers = analysis.layers.map((placed) => {
    const { node } = placed
    const variable = node.layer.type === 'input' ? node.layer.source : nameOf(node.name)
    return { placed, variable, attribute: nameOf(node.name) }
  })
  const variables = new Map(layers.map(({ placed, variable }) => [placed.node.name, variable]))
  const written = layers.map(({ placed, variable, attribute }) => ({
    placed,
    variable,
    attribute,
    ...pythonLayer(
      placed,
      attribute,
      placed.node.inputs.map((input) => variables.get(input) ?? input),
    ),
  }))
  const owned = written.flatMap(({ module, attribute, start }) =>
    module === undefined ? [] : [`self.${attribute} = ${module}`, ...start],
  )
  const studio = written.flatMap(({ placed, module, attribute }) =>
    module === undefined ? [] : [`"${placed.node.name}": "${attribute}"`],
  )
  const sources = [
    ...new Set(written.flatMap(({ placed: { node } }) => (node.layer.type === 'input' ? [node.layer.source] : []))),
  ]
  const steps = written.flatMap(({ placed, variable, output }) =>
    placed.node.layer.type === 'input' ? [] : [`${variable} = ${output}`],
  )
  return [
    `class ${className(role)}(nn.Module):`,
    `    role = "${role}"`,
    '    # The studio’s layers that own weights, and their attributes here.',
    `    studio = {${studio.join(', ')}}`,
    '',
    '    def __init__(self):',
    '        super().__init__()',
    ...indent(owned, 8),
    '',
    `    def forward(${['self', ...sources].join(', ')}):`,
    ...indent(steps, 8),
    `        return ${variables.get(network.output) ?? network.output}`,
    '',
  ]
}

/**
 * The networks as a Python file for PyTorch (2.0 or later). Images are [batch, channels, height, width], labels one-hot. Each class has
 * as many parameters as the studio’s network, its initialisers, and with `load_studio` a checkpoint’s weights.
 */
export function pytorchCode(name: string, networks: readonly ExportedNetwork[]): string {
  const layers = networks.flatMap(({ network }) => network.layers.map(({ layer }) => layer))
  const spectral = layers.some((layer) => 'spectralNormalisation' in layer && layer.spectralNormalisation === true)
  const blocks = layers.some(({ type }) => type === 'residual-block')
  return [
    `"""${name.replaceAll('\\', '').replaceAll('"', '')}: networks exported from GAN Studio."""`,
    '',
    'import torch',
    'import torch.nn.functional as F',
    'from torch import nn',
    ...(spectral || blocks ? ['from torch.nn.utils.parametrizations import spectral_norm'] : []),
    '',
    '',
    ...(blocks ? [residualBlock, ''] : []),
    ...networks.flatMap((network) => [...networkClass(network), '']),
    loadStudio,
  ].join('\n')
}
