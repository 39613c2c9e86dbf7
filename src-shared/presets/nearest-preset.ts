import type { ArchitectureSpec, NetworkSpec } from '../architecture/spec'
import type { Preset } from './preset'

/** The layers of an architecture, each as a text with the role of its network. */
const layersOf = ({ networks }: ArchitectureSpec): string[] =>
  Object.entries<NetworkSpec>({ ...networks }).flatMap(([role, { layers }]) =>
    layers.map(({ layer }) => `${role} ${JSON.stringify(layer)}`),
  )

/** How many layers two architectures have in common, as a share of those of both. */
function likeness(one: ArchitectureSpec, other: ArchitectureSpec): number {
  const [mine, theirs] = [layersOf(one), layersOf(other)]
  const left = [...theirs]
  const shared = mine.filter((layer) => {
    const place = left.indexOf(layer)
    if (place >= 0) left.splice(place, 1)
    return place >= 0
  }).length
  return shared / (mine.length + theirs.length - shared)
}

/** Of the presets of an architecture's family, the one whose networks are most like it; of equals the first. */
export function nearestPreset(presets: readonly Preset[], architecture: ArchitectureSpec): Preset | undefined {
  const ranked = presets
    .filter(({ config }) => config.family === architecture.family)
    .map((preset) => ({ preset, likeness: likeness(preset.config.architecture, architecture) }))
  return ranked.sort((one, other) => other.likeness - one.likeness)[0]?.preset
}
