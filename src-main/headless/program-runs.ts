import type { Command } from 'commander'
import { type CompareOptions, compareRuns } from './commands/compare'
import { listRuns, type ResumeOptions, resumeRun, showRun, type TrainOptions, train } from './commands/runs'
import { importRuns, listTrash, type NoteOptions, noteRun, removeRun, restoreRun } from './commands/shelf'
import { type StudyOptions, study } from './commands/study'
import { measureList } from './measure-options'
import { wholeNumber } from './numbers'
import { collect, type Execute, leaf } from './program-parts'

/** Adds the commands that train runs, look after them and compare them. */
export function addRunCommands(program: Command, execute: Execute): void {
  leaf(program, 'train <preset>', 'train a preset')
    .option('--dataset <id>', 'dataset to train on')
    .option('--epochs <n>', 'length in epochs', wholeNumber(1, 1_000_000_000))
    .option('--steps <n>', 'length in steps', wholeNumber(1, 1_000_000_000))
    .option('--seed <n>', 'seed of every random number of the run', wholeNumber(0))
    .option('--engine <id>', 'engine to compute with')
    .option('--project <project>', 'project of the run')
    .option('--name <name>', 'name of the run')
    .option('--set <path=value>', 'change any setting of the preset; may be repeated', collect, [])
    .option(
      '--change-at <step:path=value>',
      'change a learning rate, the D steps or a cadence after so many steps; may be repeated',
      collect,
      [],
    )
    .action((preset: string, options: TrainOptions, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => train(context, preset, options)),
    )

  leaf(program, 'study <preset>', 'train a run for each combination of settings and seeds, and compare them')
    .option(
      '--vary <path=value,value>',
      'a setting with its values; path+path=value,value gives several the same; may be repeated',
      collect,
      [],
    )
    .option('--seeds <n>', 'seeds of each combination, from that of --seed on', wholeNumber(1, 1000), 3)
    .option(
      '--measure <names>',
      'measure the last checkpoint of each: fid, kid, prdc, swd, separated by commas',
      measureList,
    )
    .option('--samples <n>', 'generated images that are measured, and as many real ones', wholeNumber(2, 100_000), 5000)
    .option('--tag <tag>', 'tag of its runs', 'study')
    .option('--dataset <id>', 'dataset to train on')
    .option('--epochs <n>', 'length in epochs', wholeNumber(1, 1_000_000_000))
    .option('--steps <n>', 'length in steps', wholeNumber(1, 1_000_000_000))
    .option('--seed <n>', 'the first seed', wholeNumber(0))
    .option('--engine <id>', 'engine to compute with')
    .option('--project <project>', 'project of the runs')
    .option('--set <path=value>', 'change any setting of the preset; may be repeated', collect, [])
    .action((preset: string, options: StudyOptions, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => study(context, preset, options)),
    )

  const runs = program.command('runs').description('list, show, resume and remove runs')
  leaf(runs, 'list', 'list the runs, newest first')
    .option('--project <project>', 'only those of a project')
    .option('--archived', 'archived ones too')
    .action((options: { project?: string; archived?: boolean }, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => listRuns(context, options)),
    )
  leaf(runs, 'show <run>', 'show a run; a run is meant by its id, a prefix of it, or its name').action(
    (run: string, _options, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => showRun(context, run)),
  )
  const resuming = (parent: Command) =>
    leaf(parent, 'resume <run>', 'go on with a stopped, failed or interrupted run from its last checkpoint')
      .option('--engine <id>', 'engine to go on with; without it, the run stays on its own')
      .option('--from <step>', 'go on from an earlier kept checkpoint, as a new run', wholeNumber(0))
      .option(
        '--set <path=value>',
        'change a setting from there on, such as a learning rate; may be repeated',
        collect,
        [],
      )
      .action((run: string, options: ResumeOptions, self: Command) =>
        execute('writes', self.optsWithGlobals(), (context) => resumeRun(context, run, options)),
      )
  resuming(program)
  resuming(runs)
  leaf(runs, 'remove <run>', 'put a run into the trash, from which it comes back for 30 days')
    .option('--forever', 'delete it with its files at once')
    .action((run: string, options: { forever?: boolean }, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => removeRun(context, run, options)),
    )
  leaf(runs, 'restore <run>', 'take a run out of the trash').action((run: string, _options, self: Command) =>
    execute('writes', self.optsWithGlobals(), (context) => restoreRun(context, run)),
  )
  leaf(runs, 'trash', 'list the runs in the trash')
    .option('--empty', 'delete them with their files')
    .action((options: { empty?: boolean }, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => listTrash(context, options)),
    )
  leaf(runs, 'note <run>', 'tag, rename or archive a run, or note something about it')
    .option('--tag <tag>', 'add a tag; may be repeated', collect, [])
    .option('--untag <tag>', 'remove a tag; may be repeated', collect, [])
    .option('--text <text>', 'what is noted about it')
    .option('--name <name>', 'a new name')
    .option('--archive', 'put it away')
    .option('--no-archive', 'take it out of the archive')
    .action((run: string, options: NoteOptions, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => noteRun(context, run, options)),
    )
  leaf(runs, 'import <path>', 'import event files of TensorBoard and CSV logs as runs to compare with')
    .option('--project <project>', 'project that they go to')
    .action((path: string, options: { project?: string }, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => importRuns(context, path, options)),
    )

  leaf(program, 'compare [runs...]', 'show what differs between runs, how they ended, and which setup is best')
    .option('--filter <query>', 'only runs such as: objective = wgan-gp and fid < 30')
    .option('--project <project>', 'only runs of a project')
    .option('--by <column>', 'what is ranked, such as fid (default: the first that was measured)')
    .option('--baseline <run>', 'show differences to this run')
    .option('--at <step>', 'what was measured last until this step too, as fid.at', wholeNumber(0))
    .action((wanted: string[], options: CompareOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => compareRuns(context, wanted, options)),
    )
}
