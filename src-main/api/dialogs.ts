import { StudioError } from '@shared/contract/errors'

/** Dialogs in which a person chooses a path; null where they were cancelled. */
export interface Dialogs {
  source(kind: 'folder' | 'file' | 'image'): Promise<string | null>
  /** A folder with logs of runs, or one log. */
  logs(kind: 'folder' | 'file'): Promise<string | null>
  /** An ONNX file. */
  network(): Promise<string | null>
  /** A project file. */
  project(): Promise<string | null>
  /** @param name what is suggested, with its ending */
  target(name: string): Promise<string | null>
}

/** Where there is no window. */
export const noDialogs: Dialogs = {
  source: () => Promise.reject(noWindow()),
  logs: () => Promise.reject(noWindow()),
  network: () => Promise.reject(noWindow()),
  project: () => Promise.reject(noWindow()),
  target: () => Promise.reject(noWindow()),
}

const noWindow = (): StudioError =>
  new StudioError('WRONG_STATE', 'There is no window in which a path could be chosen', {
    safe: 'Nothing has been changed.',
    next: 'Give the path on the command line.',
  })
