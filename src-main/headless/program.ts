import { ArchitectureFormat } from '@shared/architecture/export/formats'
import { DataFormat } from '@shared/contract/compare'
import { filters, fits, labelSources } from '@shared/datasets/import'
import { ExportFormat } from '@shared/latent/export'
import { Command, Option } from 'commander'
import {
  type ExportOptions as ArchitectureExportOptions,
  type ImportOptions as ArchitectureImportOptions,
  diffArchitectures,
  exportArchitecture,
  importArchitectures,
  listVersions,
  restoreVersion,
  summariseArchitecture,
  validateArchitecture,
} from './commands/architecture'
import { type CompileOptions, compile, type MeasureOptions, measure } from './commands/compute'
import { listDatasets, showDataset } from './commands/datasets'
import { type EvaluateOptions, evaluate } from './commands/evaluate'
import { type ExportOptions, exportData, exportReplay } from './commands/export'
import { deriveDataset, exportDataset, importDataset, verifyDataset } from './commands/import'
import { exportModel } from './commands/latent'
import { createProject, exportProject, importProject, listProjects } from './commands/projects'
import { doctor, presets } from './commands/studio'
import type { CommandContext } from './context'
import type { ImportOptions } from './import-options'
import { checkpointChoice, featureRange, measureList } from './measure-options'
import { wholeNumber } from './numbers'
import { addLatentCommands } from './program-latent'
import { collect, common, type Execute, leaf } from './program-parts'
import { addRunCommands } from './program-runs'
import { addStorageCommands } from './program-storage'
import { addTrashCommands } from './program-trash'

interface GeneratorExport {
  readonly format: ExportFormat | DataFormat | 'replay'
  readonly checkpoint?: number | undefined
}

/** The options of everything that makes a dataset. */
const importing = (command: Command): Command =>
  command
    .requiredOption('--name <name>', 'name of the dataset')
    .option('--size <HxW>', 'height and width of the images, multiples of 4 (default: suggested by what is there)')
    .addOption(new Option('--fit <way>', 'how images come to that size').choices(fits).default('cover'))
    .addOption(new Option('--filter <name>', 'how they are resampled').choices(filters).default('lanczos'))
    .addOption(new Option('--channels <n>', 'grey or colour (default: as they are)').choices(['1', '3']))
    .option('--background <colour>', 'behind transparent pixels and around padded images', '#ffffff')
    .addOption(new Option('--labels <from>', 'where classes come from').choices(labelSources).default('auto'))
    .option('--split <how>', 'source, none, or shares such as train=0.9,test=0.1', 'source')
    .option('--seed <n>', 'seed of the shares', wholeNumber(0), 1)
    .option('--classes <names>', 'classes to keep, separated by commas')
    .addOption(
      new Option('--duplicates <what>', 'images with the same pixels').choices(['keep', 'drop']).default('keep'),
    )
    .option('--dry-run', 'only show what would be imported')

/** The command line: its commands and options. `execute` gets what a command does. */
export function buildProgram(execute: Execute, version: string, name: string): Command {
  const program = common(new Command(name))
    .description('Train generative adversarial networks, compare runs and explore what they learned.')
    .version(version)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for usage)')

  leaf(program, 'doctor', 'examine this machine: engines, memory, home').action((_options, self: Command) =>
    execute('reads', self.optsWithGlobals(), doctor),
  )
  leaf(program, 'presets', 'list the systems that ship with the studio').action((_options, self: Command) =>
    execute('reads', self.optsWithGlobals(), presets),
  )

  leaf(
    program,
    'compile <preset>',
    'compile a preset and show operations, FLOPs, bytes and time per pass and operation',
  )
    .option('--dump <dir>', 'write the graph after each pass as .onnx, and a summary')
    .option('--batch <n>', 'images in a batch (default: the preset’s)', wholeNumber(1, 4096))
    .option('--engine <id>', 'engine to compile for', 'compiled-cpu')
    .option('--without <pass>', 'leave out a pass; may be repeated', collect, [])
    .action((preset: string, options: CompileOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => compile(context, preset, options)),
    )
  leaf(program, 'measure [presets...]', 'time training steps of presets on each engine')
    .option('--engines <ids>', 'engines to measure, separated by commas (default: all that are meant for training)')
    .action((presets: string[], options: MeasureOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => measure(context, presets, options)),
    )

  const datasets = program
    .command('datasets')
    .description('import, list, show, derive, export, remove and restore datasets')
  leaf(datasets, 'list', 'list the datasets').action((_options, self: Command) =>
    execute('reads', self.optsWithGlobals(), listDatasets),
  )
  leaf(datasets, 'show <dataset>', 'show a dataset: classes, counts, source, terms').action(
    (id: string, _options, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => showDataset(context, id)),
  )

  importing(leaf(datasets, 'import <path>', 'import a folder, an archive or a file of images')).action(
    (path: string, options: ImportOptions, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => importDataset(context, path, options)),
  )
  importing(leaf(datasets, 'derive <dataset>', 'make a new dataset of a part of one')).action(
    (id: string, options: ImportOptions, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => deriveDataset(context, id, options)),
  )
  leaf(datasets, 'verify <dataset>', 'read every file of a dataset and compare its checksum').action(
    (id: string, _options, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => verifyDataset(context, id)),
  )
  leaf(datasets, 'export <dataset>', 'write a dataset, without what is left out, in another form')
    .addOption(new Option('--format <form>', 'what to write').choices(['folder', 'zip', 'npz']).default('folder'))
    .requiredOption('--out <path>', 'folder or file to write')
    .action((id: string, options: { format: 'folder' | 'zip' | 'npz'; out: string }, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => exportDataset(context, id, options)),
    )
  addTrashCommands(datasets, execute, 'dataset')

  const architecture = program
    .command('architecture')
    .description(
      'examine, compare, export and import networks: a file, a preset, or a saved architecture (ID, ID@VERSION)',
    )
  leaf(architecture, 'validate <file>', 'say what is wrong and what would solve it').action(
    (file: string, _options, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => validateArchitecture(context, file)),
  )
  leaf(architecture, 'summary <file>', 'list the layers with shapes, parameters and multiply-adds').action(
    (file: string, _options, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => summariseArchitecture(context, file)),
  )
  leaf(architecture, 'diff <file> <file>', 'show which layers were added, removed and changed').action(
    (first: string, second: string, _options, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => diffArchitectures(context, first, second)),
  )
  leaf(architecture, 'export <file>', 'write networks as JSON, code, models or pictures; “schema” describes the JSON')
    .addOption(
      new Option('--format <form>', 'what to write').choices([...ArchitectureFormat.options, 'schema']).default('json'),
    )
    .option('--network <role>', 'the only network, for keras-json, tfjs and onnx, which have one in a file')
    .option('--seed <n>', 'seed of the weights, for onnx alone (default: 1)', wholeNumber(0))
    .option('--out <path>', 'file to write, or new folder for a file a network (default: standard output)')
    .action((file: string, options: ArchitectureExportOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => exportArchitecture(context, file, options)),
    )
  leaf(architecture, 'import <files...>', 'save an architecture of the studio, or Keras and TF.js layers models')
    .option('--project <project>', 'project to save it in')
    .option('--name <name>', 'its name (default: that in the file, or of the file)')
    .action((files: string[], options: ArchitectureImportOptions, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => importArchitectures(context, files, options)),
    )
  leaf(architecture, 'versions <id>', 'list every state in which an architecture was saved').action(
    (id: string, _options, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => listVersions(context, id)),
  )
  common(architecture.command('restore').argument('<id>').argument('<version>', 'its number', wholeNumber(1)))
    .description('make an older version the newest')
    .action((id: string, number: number, _options, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => restoreVersion(context, id, number)),
    )

  const projects = program.command('projects').description('list, create, export, import, remove and restore projects')
  leaf(projects, 'list', 'list the projects').action((_options, self: Command) =>
    execute('reads', self.optsWithGlobals(), listProjects),
  )
  leaf(projects, 'create <name>', 'create a project').action((wanted: string, _options, self: Command) =>
    execute('writes', self.optsWithGlobals(), (context) => createProject(context, wanted)),
  )
  leaf(projects, 'export <project>', 'write a project to one file: its records, checkpoints and pictures')
    .requiredOption('--out <file>', 'file to write; .ganstudio is what the window looks for')
    .option('--data', 'with the imported datasets that its runs trained on')
    .action((id: string, options: { out: string; data?: boolean }, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => exportProject(context, id, options)),
    )
  leaf(projects, 'import <file>', 'take up a project that was exported').action(
    (file: string, _options, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => importProject(context, file)),
  )
  addTrashCommands(projects, execute, 'project')

  addStorageCommands(program, execute)
  addRunCommands(program, execute)

  leaf(program, 'evaluate <run>', 'measure how good and how varied the run’s images are')
    .option('--measure <names>', 'fid, kid, prdc, swd, separated by commas', measureList, ['fid', 'kid', 'prdc', 'swd'])
    .option('--checkpoint <which>', 'newest, best, all, or a step', checkpointChoice, 'newest')
    .option('--samples <n>', 'generated images, and as many real ones', wholeNumber(2, 100_000), 5000)
    .option('--seed <n>', 'seed of the images that are compared', wholeNumber(0), 0)
    .option('--split <name>', 'real images that are compared with (default: those that the run trains on)')
    .option('--features <file.onnx>', 'feature network of your own instead of the dataset’s')
    .option(
      '--range <name>',
      'pixels for it: unit [0, 1], signed [−1, 1], bytes [0, 255], imagenet',
      featureRange,
      'unit',
    )
    .action((run: string, options: EvaluateOptions, self: Command) =>
      execute('writes', self.optsWithGlobals(), (context) => evaluate(context, run, options)),
    )

  addLatentCommands(program, execute)
  leaf(
    program,
    'export <run>',
    'write a run for others: its generator as onnx, tfjs (for TensorFlow.js) or safetensors; its data as tensorboard, csv or json; “replay” holds what each of its first steps took and made',
  )
    .addOption(
      new Option('--format <format>', 'what to write')
        .choices([...ExportFormat.options, ...DataFormat.options, 'replay'])
        .makeOptionMandatory(),
    )
    .option('--steps <n>', 'for a replay: how many steps', wholeNumber(1, 10_000), 3)
    .option('--checkpoint <step>', 'for a generator: step of the checkpoint (default: the newest)', wholeNumber(0))
    .requiredOption('--out <dir>', 'folder to write, which is not there yet')
    .action((run: string, { format, checkpoint, ...options }: ExportOptions & GeneratorExport, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => exportAs(context, run, { format, checkpoint, ...options })),
    )
  return program
}

/** `export RUN`, whatever is written. */
function exportAs(
  context: CommandContext,
  run: string,
  { format, checkpoint, ...options }: ExportOptions & GeneratorExport,
): Promise<number> {
  if (format === 'replay') return exportReplay(context, run, options)
  const data = DataFormat.safeParse(format)
  if (data.success) return exportData(context, run, data.data, options.out)
  return exportModel(context, { run, checkpoint }, ExportFormat.parse(format), options.out)
}
