import { CleanKind, cleanKinds } from '@shared/storage/storage'
import { type Command, InvalidArgumentError } from 'commander'
import { type CleanOptions, cleanStorage, showStorage } from './commands/storage'
import { type Execute, leaf } from './program-parts'

/** `checkpoints,trash` */
function kindList(text: string): CleanKind[] {
  return text.split(',').map((name) => {
    const kind = CleanKind.safeParse(name.trim())
    if (kind.success) return kind.data
    throw new InvalidArgumentError(`Choose from ${cleanKinds.join(', ')}.`)
  })
}

/** The commands about what the studio home takes on the disk. */
export function addStorageCommands(program: Command, execute: Execute): void {
  const storage = program.command('storage').description('show what the studio home takes on the disk, and clean it up')
  leaf(storage, 'usage', 'show what projects, datasets, caches and the trash take').action((_options, self: Command) =>
    execute('reads', self.optsWithGlobals(), showStorage),
  )
  leaf(
    storage,
    'clean',
    'show what a clean-up would free: older checkpoints that nothing keeps, caches, the trash; nothing is removed without --yes',
  )
    .option('--what <kinds>', `${cleanKinds.join(', ')}, separated by commas (default: all)`, kindList)
    .option('--project <project>', 'only of a project; caches belong to none')
    .option('--yes', 'remove it')
    .action((options: CleanOptions, self: Command) =>
      execute(options.yes === true ? 'writes' : 'reads', self.optsWithGlobals(), (context) =>
        cleanStorage(context, options),
      ),
    )
}
