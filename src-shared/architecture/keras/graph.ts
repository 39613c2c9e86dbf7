import type { NetworkRole } from '../spec'

/** A value in the settings of a Keras layer. */
export type KerasValue = string | number | boolean | null | readonly KerasValue[] | KerasObject

/** Something that Keras makes of a class and its settings: an initialiser, or a layer within another one. */
export interface KerasObject {
  readonly className: string
  readonly config: KerasSettings
}

/** Settings by the names that Keras has for them. */
export type KerasSettings = { readonly [setting: string]: KerasValue }

/** Which of Keras's descendants reads what is written: they differ in a few layers and names of settings. */
export type Dialect = 'keras' | 'tfjs'

/** A layer of a Keras model with what it takes. */
export interface KerasLayer extends KerasObject {
  readonly name: string
  /** The names of the layers whose outputs it takes, in order. */
  readonly inputs: readonly string[]
  /** The studio's weights `<layer>/<weight>` in the order in which Keras keeps them. */
  readonly weights: readonly string[]
}

/** A network as a Keras model: its layers in an order in which every layer comes after its inputs. */
export interface KerasNetwork {
  /** The role of the network. */
  readonly name: NetworkRole
  readonly layers: readonly KerasLayer[]
  /** Names of the input layers. */
  readonly inputs: readonly string[]
  readonly output: string
}

/** Whether a value is an object with a class. */
export const isKerasObject = (value: KerasValue): value is KerasObject =>
  typeof value === 'object' && value !== null && 'className' in value
