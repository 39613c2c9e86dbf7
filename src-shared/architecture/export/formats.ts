import { z } from 'zod'
import type { Problem } from '../../contract/errors'
import { StudioError } from '../../contract/errors'
import { analysisOf, architectureProblems } from '../analysis'
import { serialise } from '../edit/serialise'
import { kerasCode } from '../keras/code'
import { kerasJson, tfjsJson } from '../keras/document'
import type { Dialect, KerasNetwork } from '../keras/graph'
import { kerasNetwork } from '../keras/network'
import { originOf } from '../keras/origin'
import { networksOf } from '../networks'
import type { ArchitectureSpec, NetworkRole } from '../spec'
import { pytorchCode } from './pytorch'
import { architectureSvg } from './svg'

/** What an architecture can be written as. */
export const ArchitectureFormat = z.enum(['json', 'pytorch', 'keras', 'keras-json', 'tfjs', 'onnx', 'svg', 'png'])
export type ArchitectureFormat = z.infer<typeof ArchitectureFormat>

/** How a format is presented and written. */
interface FormatInfo {
  readonly title: string
  /** Ending of its files. */
  readonly ending: string
  /** Whether each network is a file of its own. */
  readonly perNetwork: boolean
}

export const formats: { readonly [F in ArchitectureFormat]: FormatInfo } = {
  json: { title: 'Studio JSON', ending: '.json', perNetwork: false },
  pytorch: { title: 'PyTorch code', ending: '.py', perNetwork: false },
  keras: { title: 'Keras code', ending: '.py', perNetwork: false },
  'keras-json': { title: 'Keras JSON', ending: '.json', perNetwork: true },
  tfjs: { title: 'TF.js layers JSON', ending: '.json', perNetwork: true },
  onnx: { title: 'ONNX, with fresh weights', ending: '.onnx', perNetwork: true },
  svg: { title: 'SVG drawing', ending: '.svg', perNetwork: false },
  png: { title: 'PNG picture', ending: '.png', perNetwork: false },
}

/** The formats that are text and follow from the architecture alone. */
export type TextFormat = Exclude<ArchitectureFormat, 'onnx' | 'png'>

/** A file to write. */
export interface TextFile {
  readonly name: string
  readonly text: string
}

const refused = (message: string, next: string, problems: Problem[]): StudioError =>
  new StudioError('INVALID_CONFIG', message, { safe: 'Nothing was written.', next, problems })

/** @throws StudioError `INVALID_CONFIG` with every problem of an architecture that does not hold together */
export function demandWhole(spec: ArchitectureSpec): void {
  const problems = architectureProblems(spec)
  if (problems.length === 0) return
  throw refused(`The architecture “${spec.name}” does not hold together`, 'Repair what is listed first.', problems)
}

const analysed = (spec: ArchitectureSpec) =>
  networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) }))

/** The networks as Keras models. @throws StudioError `INVALID_CONFIG` with the layers that Keras or TF.js does not have */
function kerasNetworks(spec: ArchitectureSpec, dialect: Dialect): KerasNetwork[] {
  const results = analysed(spec).map((network) => ({ role: network.role, result: kerasNetwork(network, dialect) }))
  const problems = results.flatMap(({ role, result }) =>
    result.ok
      ? []
      : result.problems.map(({ layer, message, fix }) => ({
          path: `networks.${role}.layers.${layer}`,
          message: `${message}; ${fix}`,
        })),
  )
  if (problems.length > 0) {
    const reader = dialect === 'keras' ? 'Keras' : 'TF.js'
    throw refused(`The architecture “${spec.name}” has layers that ${reader} lacks`, 'Change what is listed.', problems)
  }
  return results.flatMap(({ result }) => (result.ok ? [result.network] : []))
}

/**
 * An architecture in another form: one text, or one a network, named after its role.
 * @throws StudioError `INVALID_CONFIG` for code and models of one that does not hold together, or has layers that they lack
 */
export function textFiles(spec: ArchitectureSpec, format: TextFormat): readonly TextFile[] {
  const alone = (text: string): TextFile[] => [{ name: `architecture${formats[format].ending}`, text }]
  switch (format) {
    case 'json':
      return alone(serialise(spec))
    case 'svg':
      return alone(architectureSvg(spec))
    case 'pytorch':
      demandWhole(spec)
      return alone(pytorchCode(spec.name, analysed(spec)))
    case 'keras':
      demandWhole(spec)
      return alone(kerasCode(spec.name, kerasNetworks(spec, 'keras')))
    case 'keras-json':
    case 'tfjs': {
      demandWhole(spec)
      const write = format === 'tfjs' ? tfjsJson : kerasJson
      return kerasNetworks(spec, format === 'tfjs' ? 'tfjs' : 'keras').map((network) => ({
        name: `${network.name}.json`,
        text: write(network, originOf(spec, network.name)),
      }))
    }
  }
}

/** The file of one network. @throws StudioError `INVALID_INPUT` for a role that the architecture does not have */
export function fileOf<T extends { readonly name: string }>(
  files: readonly T[],
  role: NetworkRole,
  spec: ArchitectureSpec,
): T {
  const found = files.find(({ name }) => name.startsWith(`${role}.`))
  if (found) return found
  const roles = networksOf(spec).map((one) => one.role)
  throw new StudioError('INVALID_INPUT', `The architecture “${spec.name}” has no ${role}`, {
    safe: 'Nothing was written.',
    next: `Choose one of ${roles.join(', ')}.`,
  })
}
