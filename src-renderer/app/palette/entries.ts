import {
  BookOpen,
  ChartSpline,
  Compass,
  Database,
  Folder,
  FolderInput,
  FolderOpen,
  Keyboard,
  Monitor,
  Moon,
  Pause,
  Play,
  Plus,
  Sparkles,
  Square,
  Sun,
} from '@lucide/vue'
import type { PageCommand } from '@shared/contract/page-commands'
import type { Dataset } from '@shared/datasets/dataset'
import type { ProjectCard } from '@shared/projects/project'
import type { RunSummary } from '@shared/runs/run'
import { allows } from '@shared/runs/status'
import { runTitle } from '@shared/runs/title'
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { stateWords } from '../../ui/run-words'
import { datasetPlace, latentPlace, newRunPlace, screens, trainPlace } from '../places'
import type { ThemeChoice } from '../theme'
import type { Findable } from './match'

/** What choosing an entry does. */
export type Deed =
  | { readonly type: 'go'; readonly to: RouteLocationRaw }
  | { readonly type: 'project'; readonly id: string }
  | { readonly type: 'theme'; readonly choice: ThemeChoice }
  | { readonly type: 'ask'; readonly command: PageCommand }
  | { readonly type: 'pause' | 'resume' | 'stop'; readonly run: string }

/** A line of the palette. */
export interface Entry extends Findable {
  readonly id: string
  readonly group: 'Screens' | 'Actions' | 'Runs' | 'Datasets' | 'Projects'
  readonly icon: Component
  /** Shown at the end of the line. */
  readonly hint: string
  readonly deed: Deed
}

/** Everything that the palette finds, group by group. */
export function paletteEntries(known: {
  readonly runs: readonly RunSummary[]
  readonly datasets: readonly Dataset[]
  readonly projects: readonly ProjectCard[]
  readonly active: RunSummary | undefined
}): Entry[] {
  const projectName = new Map(known.projects.map(({ id, name }) => [id, name]))
  return [
    ...screens.map(
      ({ name, title, path, icon }, index): Entry => ({
        id: `screen ${name}`,
        group: 'Screens',
        title,
        icon,
        hint: `Ctrl ${index + 1}`,
        keywords: 'go to open screen',
        deed: { type: 'go', to: path },
      }),
    ),
    ...actions(known.active),
    ...known.runs.flatMap((run): Entry[] => [
      {
        id: `run ${run.id}`,
        group: 'Runs',
        title: runTitle(run),
        icon: Play,
        hint: [stateWords[run.status.state].word, projectName.get(run.project)].filter(Boolean).join(' · '),
        keywords: `${run.preset ?? ''} ${run.dataset} ${run.id} run`,
        deed: { type: 'go', to: trainPlace(run.id) },
      },
      {
        id: `latent ${run.id}`,
        group: 'Runs',
        title: `${runTitle(run)} in Latent`,
        icon: Sparkles,
        hint: projectName.get(run.project) ?? '',
        keywords: `${run.preset ?? ''} ${run.dataset} explore`,
        deed: { type: 'go', to: latentPlace(run.id) },
      },
    ]),
    ...known.datasets.map(
      ({ id, name }): Entry => ({
        id: `dataset ${id}`,
        group: 'Datasets',
        title: name,
        icon: Database,
        hint: id,
        keywords: `${id} dataset images`,
        deed: { type: 'go', to: datasetPlace(id) },
      }),
    ),
    ...known.projects.map(
      ({ id, name }): Entry => ({
        id: `project ${id}`,
        group: 'Projects',
        title: name,
        icon: Folder,
        hint: 'Open',
        keywords: 'project open switch',
        deed: { type: 'project', id },
      }),
    ),
  ]
}

const actionIcons = { pause: Pause, resume: Play, stop: Square } as const

function actions(active: RunSummary | undefined): Entry[] {
  const action = (id: string, title: string, icon: Component, deed: Deed, keywords: string): Entry => ({
    id: `action ${id}`,
    group: 'Actions',
    title,
    icon,
    hint: '',
    keywords,
    deed,
  })
  const ofRun = active
    ? runActions(active).map(([type, title]) =>
        action(type, title, actionIcons[type], { type, run: active.id }, 'run training'),
      )
    : []
  return [
    action('new-run', 'Set up a new run', Plus, { type: 'go', to: newRunPlace({}) }, 'train start'),
    action(
      'import-folder',
      'Open a folder of images',
      FolderOpen,
      { type: 'ask', command: { type: 'import-folder' } },
      'import dataset',
    ),
    action(
      'open-project-file',
      'Open a project file',
      FolderInput,
      { type: 'ask', command: { type: 'open-project-file' } },
      'import ganstudio',
    ),
    ...ofRun,
    action('dark', 'Use the dark theme', Moon, { type: 'theme', choice: 'dark' }, 'appearance colour'),
    action('light', 'Use the light theme', Sun, { type: 'theme', choice: 'light' }, 'appearance colour'),
    action('system', 'Use the theme of the system', Monitor, { type: 'theme', choice: 'system' }, 'appearance colour'),
    action('tour', 'Take the tour', Compass, { type: 'ask', command: { type: 'tour' } }, 'help start'),
    action(
      'glossary',
      'Explain the terms',
      BookOpen,
      { type: 'ask', command: { type: 'glossary' } },
      'help glossary words',
    ),
    action(
      'curves',
      'Show what healthy curves look like',
      ChartSpline,
      { type: 'ask', command: { type: 'curves' } },
      'help losses collapse',
    ),
    action(
      'shortcuts',
      'Show the keyboard shortcuts',
      Keyboard,
      { type: 'ask', command: { type: 'shortcuts' } },
      'keys help',
    ),
  ]
}

function runActions(run: RunSummary): ['pause' | 'resume' | 'stop', string][] {
  const { state } = run.status
  const title = runTitle(run)
  return [
    ...(allows(state, 'pause') ? [['pause', `Pause ${title}`] satisfies ['pause', string]] : []),
    ...(allows(state, 'continue') ? [['resume', `Resume ${title}`] satisfies ['resume', string]] : []),
    ...(allows(state, 'stop') ? [['stop', `Stop ${title} and keep a checkpoint`] satisfies ['stop', string]] : []),
  ]
}
