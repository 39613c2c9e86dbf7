import type { LayerSpec } from '../layers/registry'
import { networkOf, withNetwork } from '../networks'
import type { AdversarialArchitecture, ArchitectureSpec, NetworkRole, NetworkSpec } from '../spec'
import { copyLayers, type Fragment, pasteFragment } from './fragment'
import {
  connect,
  disconnect,
  insertAfter,
  insertBetween,
  moveAfter,
  moveStep,
  removeLayers,
  renameLayer,
  setLayer,
  setOutput,
} from './network-edits'

/** A layer of an architecture. */
export interface LayerRef {
  readonly role: NetworkRole
  readonly name: string
}

/** The settings of an architecture that are not its networks. `classes` null: no labels. */
export interface ArchitectureSettings {
  readonly name: string
  readonly image: ArchitectureSpec['image']
  readonly latent: { readonly size: number; readonly prior: 'normal' | 'uniform' }
  readonly classes: number | null
}

/** A change to an architecture. What refers to something that is not there changes nothing. */
export type Edit =
  | { readonly type: 'add'; readonly role: NetworkRole; readonly layer: LayerSpec; readonly after: string | undefined }
  | {
      readonly type: 'insert'
      readonly role: NetworkRole
      readonly layer: LayerSpec
      readonly source: string
      readonly target: string
    }
  | { readonly type: 'remove'; readonly layers: readonly LayerRef[] }
  | { readonly type: 'connect'; readonly role: NetworkRole; readonly source: string; readonly target: string }
  | { readonly type: 'disconnect'; readonly role: NetworkRole; readonly source: string; readonly target: string }
  | { readonly type: 'set'; readonly role: NetworkRole; readonly name: string; readonly layer: LayerSpec }
  | { readonly type: 'rename'; readonly role: NetworkRole; readonly name: string; readonly to: string }
  | { readonly type: 'output'; readonly role: NetworkRole; readonly name: string }
  | { readonly type: 'move'; readonly role: NetworkRole; readonly name: string; readonly after: string }
  | { readonly type: 'step'; readonly role: NetworkRole; readonly name: string; readonly direction: 'up' | 'down' }
  | { readonly type: 'duplicate'; readonly role: NetworkRole; readonly names: readonly string[] }
  | {
      readonly type: 'paste'
      readonly role: NetworkRole
      readonly fragment: Fragment
      readonly after: string | undefined
    }
  | { readonly type: 'network'; readonly role: NetworkRole; readonly network: NetworkSpec }
  /** Another state of the whole architecture. */
  | { readonly type: 'replace'; readonly spec: ArchitectureSpec }
  | { readonly type: 'settings'; readonly settings: Partial<ArchitectureSettings> }
  /** Changes that are made one after the other, as one. */
  | { readonly type: 'all'; readonly edits: readonly Edit[] }

function inNetwork(spec: ArchitectureSpec, role: NetworkRole, change: (network: NetworkSpec) => NetworkSpec) {
  const network = networkOf(spec, role)
  return network === undefined ? spec : withNetwork(spec, role, change(network))
}

/** Layers by the network that they are in. */
export function byRole(layers: readonly LayerRef[]): ReadonlyMap<NetworkRole, ReadonlySet<string>> {
  const roles = new Map<NetworkRole, Set<string>>()
  for (const { role, name } of layers) roles.set(role, (roles.get(role) ?? new Set()).add(name))
  return roles
}

function duplicate(network: NetworkSpec, names: readonly string[]): NetworkSpec {
  const fragment = copyLayers(network, new Set(names))
  return fragment === undefined ? network : pasteFragment(network, fragment, fragment.layers.at(-1)?.name).network
}

type Settings = Partial<ArchitectureSettings>

/** The settings that architectures of every family have. */
const shared = ({ name, image }: Settings) => ({
  ...(name === undefined ? {} : { name }),
  ...(image === undefined ? {} : { image }),
})

function withAdversarialSettings(spec: AdversarialArchitecture, settings: Settings): AdversarialArchitecture {
  const { networks, ...rest } = spec
  const { latent, classes } = settings
  const changed = {
    ...rest,
    ...shared(settings),
    ...(latent === undefined ? {} : { latent }),
    ...(classes === undefined || classes === null ? {} : { classes }),
  }
  if (classes === null) delete changed.classes
  return { ...changed, networks }
}

/** Settings that the family does not have are left alone. */
function withSettings(spec: ArchitectureSpec, settings: Settings): ArchitectureSpec {
  switch (spec.family) {
    case 'adversarial':
      return withAdversarialSettings(spec, settings)
    case 'autoencoder': {
      const { latent } = settings
      return { ...spec, ...shared(settings), ...(latent === undefined ? {} : { latent }) }
    }
    case 'variational': {
      const { latent } = settings
      // Its prior is part of what it is.
      return {
        ...spec,
        ...shared(settings),
        ...(latent === undefined ? {} : { latent: { ...spec.latent, size: latent.size } }),
      }
    }
    case 'classifier': {
      const { classes } = settings
      return { ...spec, ...shared(settings), ...(classes === undefined || classes === null ? {} : { classes }) }
    }
    case 'cyclegan':
      return { ...spec, ...shared(settings) }
  }
}

/** The architecture after an edit; the same value where the edit changes nothing. Never throws and never changes what it gets. */
export function applyEdit(spec: ArchitectureSpec, edit: Edit): ArchitectureSpec {
  switch (edit.type) {
    case 'add':
      return inNetwork(spec, edit.role, (network) => insertAfter(network, edit.after, edit.layer))
    case 'insert':
      return inNetwork(spec, edit.role, (network) => insertBetween(network, edit.source, edit.target, edit.layer))
    case 'remove': {
      let changed = spec
      for (const [role, names] of byRole(edit.layers)) {
        changed = inNetwork(changed, role, (network) => removeLayers(network, names))
      }
      return changed
    }
    case 'connect':
      return inNetwork(spec, edit.role, (network) => connect(network, edit.source, edit.target))
    case 'disconnect':
      return inNetwork(spec, edit.role, (network) => disconnect(network, edit.source, edit.target))
    case 'set':
      return inNetwork(spec, edit.role, (network) => setLayer(network, edit.name, edit.layer))
    case 'rename':
      return inNetwork(spec, edit.role, (network) => renameLayer(network, edit.name, edit.to))
    case 'output':
      return inNetwork(spec, edit.role, (network) => setOutput(network, edit.name))
    case 'move':
      return inNetwork(spec, edit.role, (network) => moveAfter(network, edit.name, edit.after))
    case 'step':
      return inNetwork(spec, edit.role, (network) => moveStep(network, edit.name, edit.direction))
    case 'duplicate':
      return inNetwork(spec, edit.role, (network) => duplicate(network, edit.names))
    case 'paste':
      return inNetwork(spec, edit.role, (network) => pasteFragment(network, edit.fragment, edit.after).network)
    case 'network':
      return withNetwork(spec, edit.role, edit.network)
    case 'replace':
      return edit.spec
    case 'settings':
      return withSettings(spec, edit.settings)
    case 'all':
      return edit.edits.reduce(applyEdit, spec)
  }
}
