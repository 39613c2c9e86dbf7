import type { ProjectCard } from '@shared/projects/project'

/** Most recently opened first. */
export const recentFirst = (projects: readonly ProjectCard[]): ProjectCard[] =>
  [...projects].sort((a, b) => b.opened - a.opened || a.name.localeCompare(b.name))

/** The project that is open: the chosen one if it still exists, else the most recently opened. */
export const chooseCurrent = (projects: readonly ProjectCard[], chosen: string | null): ProjectCard | undefined =>
  projects.find(({ id }) => id === chosen) ?? recentFirst(projects)[0]
