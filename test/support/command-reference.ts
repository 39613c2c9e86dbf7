import type { Argument, Command, Option } from 'commander'

/** A cell of a Markdown table: bars in it are not its end. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

const defaultOf = ({ defaultValue }: Option): string => {
  if (defaultValue === undefined || defaultValue === false) return ''
  if (Array.isArray(defaultValue)) return defaultValue.join(',')
  return String(defaultValue)
}

const choicesOf = ({ argChoices }: Option): string =>
  argChoices === undefined ? '' : ` (${argChoices.map((choice) => `\`${choice}\``).join(', ')})`

const argumentText = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '…' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

/** A description as a sentence. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** The command with the commands that it is within, and what it takes. */
const usageOf = (path: readonly string[], command: Command): string =>
  [...path, ...command.registeredArguments.map(argumentText)].join(' ')

/** Options of a command but for those that every command has. */
const ownOptions = (command: Command, everywhere: ReadonlySet<string>): readonly Option[] =>
  command.options.filter(({ long, hidden }) => !hidden && !everywhere.has(long ?? ''))

function section(path: readonly string[], command: Command, everywhere: ReadonlySet<string>): string[] {
  const usage = usageOf(path, command)
  const options = ownOptions(command, everywhere)
  const table =
    options.length === 0
      ? []
      : [
          '| option | what it does | default |',
          '| --- | --- | --- |',
          ...options.map(
            (option) =>
              `| \`${option.flags.replaceAll('|', '\\|')}\`${option.mandatory ? ' (required)' : ''} | ${cell(option.description)}${choicesOf(option)} | ${cell(defaultOf(option))} |`,
          ),
          '',
        ]
  return [`## ${path.slice(1).join(' ')}`, '', `    ${usage}`, '', `${sentence(command.description())}`, '', ...table]
}

function sections(path: readonly string[], command: Command, everywhere: ReadonlySet<string>): string[] {
  if (command.commands.length === 0) return section(path, command, everywhere)
  return command.commands.flatMap((inner) => sections([...path, inner.name()], inner, everywhere))
}

/** The whole command line as Markdown, a section a command. */
export function commandReference(program: Command): string {
  const everywhere = new Set(program.options.flatMap(({ long }) => (long === undefined || long === null ? [] : [long])))
  const common = program.options.map((option) => `| \`${option.flags}\` | ${cell(option.description)} |`)
  return [
    '# The command line',
    '',
    'Made of the program itself by `test/unit/reference/command-line.test.ts`. In a clone, `studio …` is `npm run -s studio -- …`;',
    'installed it is `gan-studio …`. Every command takes these:',
    '',
    '| option | what it does |',
    '| --- | --- |',
    ...common,
    '',
    'Exit codes: 0 done, 1 failed, 2 usage, 130 interrupted after a checkpoint was saved.',
    '',
    ...sections([program.name()], program, everywhere),
  ].join('\n')
}
