import { isAbsolute, resolve } from 'node:path'
import { projectEnding } from '@shared/projects/travel'

/** The project files among the words of a command line; relative ones are of `folder`. */
export const projectFilesIn = (words: readonly string[], folder: string): string[] =>
  words
    .filter((word) => !word.startsWith('-') && word.toLowerCase().endsWith(projectEnding))
    .map((word) => (isAbsolute(word) ? word : resolve(folder, word)))
