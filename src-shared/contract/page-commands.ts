import { z } from 'zod'
import { Id } from './id'

/** What a person asks the page for from outside of it: in the application's menu, or by pressing a notification. */
export const PageCommand = z.discriminatedUnion('type', [
  /** The screen at this place of the rail, from 0. */
  z.object({ type: z.literal('screen'), index: z.int().min(0).max(6) }),
  z.object({
    type: z.enum([
      'palette',
      'shortcuts',
      'tour',
      'glossary',
      'curves',
      'back',
      'forward',
      'new-run',
      'import-folder',
      'open-project-file',
    ]),
  }),
  /** For the run that is at work; nothing where none is. */
  z.object({ type: z.literal('active-run'), act: z.enum(['pause', 'resume', 'stop']) }),
  z.object({ type: z.literal('show-run'), run: Id }),
])
export type PageCommand = z.infer<typeof PageCommand>
