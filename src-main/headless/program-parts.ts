import type { Command } from 'commander'
import type { CommandContext } from './context'

/** Options that every command takes. */
export interface CommonOptions {
  readonly home?: string
  readonly json?: boolean
}

/** Runs a command on an open studio; `reads` ones also work while another studio holds the home. */
export type Execute = (
  kind: 'reads' | 'writes',
  options: CommonOptions,
  work: (context: CommandContext) => Promise<number>,
) => Promise<void>

/** A command with the options that all take. */
export const common = (command: Command): Command =>
  command
    .option('--home <dir>', 'studio home (default: $GAN_STUDIO_HOME, else ~/GAN Studio)')
    .option('--json', 'print one JSON document on stdout')

/** Collects an option that may be repeated. */
export const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]

/** A command below another, with the options that all take. */
export const leaf = (parent: Command, usage: string, description: string): Command =>
  common(parent.command(usage)).description(description)
