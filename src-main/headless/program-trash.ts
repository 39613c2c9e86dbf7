import type { Command } from 'commander'
import { listThings, type RemovableKind, removeThing, restoreThing } from './commands/trash'
import { type Execute, leaf } from './program-parts'

/** The commands that put things of a kind into the trash, take them out, and list what is in it. */
export function addTrashCommands(parent: Command, execute: Execute, kind: RemovableKind): void {
  leaf(parent, `remove <${kind}>`, `put a ${kind} into the trash, from which it comes back for 30 days`)
    .option('--forever', 'delete it with its files at once')
    .action((wanted: string, options: { forever?: boolean }, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => removeThing(context, kind, wanted, options)),
    )
  leaf(parent, `restore <${kind}>`, `take a ${kind} out of the trash`).action(
    (wanted: string, _options, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => restoreThing(context, kind, wanted)),
  )
  leaf(parent, 'trash', `list the ${kind}s in the trash`)
    .option('--empty', 'delete them with their files')
    .action((options: { empty?: boolean }, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => listThings(context, kind, options)),
    )
}
