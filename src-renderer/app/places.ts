import { ChartSpline, Database, Folder, Play, Settings, Sparkles, Workflow } from '@lucide/vue'
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'

/** A screen of the studio. */
export interface Screen {
  readonly name: ScreenName
  readonly title: string
  /** The path without parameters. */
  readonly path: string
  readonly icon: Component
}

export type ScreenName = 'projects' | 'datasets' | 'architecture' | 'train' | 'compare' | 'latent' | 'settings'

/** The screens in the order of the rail; Ctrl and the position opens one. */
export const screens: readonly Screen[] = [
  { name: 'projects', title: 'Projects', path: '/projects', icon: Folder },
  { name: 'datasets', title: 'Datasets', path: '/datasets', icon: Database },
  { name: 'architecture', title: 'Architecture', path: '/architecture', icon: Workflow },
  { name: 'train', title: 'Train', path: '/train', icon: Play },
  { name: 'compare', title: 'Compare', path: '/compare', icon: ChartSpline },
  { name: 'latent', title: 'Latent', path: '/latent', icon: Sparkles },
  { name: 'settings', title: 'Settings', path: '/settings', icon: Settings },
]

/** A run on the Train screen (`route.params.run`), or with null the set-up of a new one. */
export const trainPlace = (run: string | null): RouteLocationRaw => (run === null ? '/train' : `/train/${run}`)

/** A set-up on the Train screen that starts from a preset and a dataset (`route.query`). */
export const newRunPlace = (query: { preset?: string; dataset?: string }): RouteLocationRaw => ({
  path: '/train',
  query,
})

/** A run's generator on the Latent screen (`route.params.run`). */
export const latentPlace = (run: string): RouteLocationRaw => `/latent/${run}`

/** Runs side by side on the Compare screen (`route.query.runs`, ids separated by commas). */
export const comparePlace = (runs: readonly string[]): RouteLocationRaw =>
  runs.length === 0 ? '/compare' : { path: '/compare', query: { runs: runs.join(',') } }

/** A dataset's own page (`route.params.dataset`). */
export const datasetPlace = (dataset: string): RouteLocationRaw => `/datasets/${dataset}`
