import type { RunConfig } from '@shared/runs/config'
import { configLeaves } from '@shared/runs/difference'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { formatBytes } from '../format'
import { formatFacts, formatTable, wrap } from '../table'

/** `doctor`: what the studio knows of itself and its machine. */
export async function doctor({ client, output }: CommandContext): Promise<number> {
  const report = await client.studio.doctor()
  output.result(report, () => [
    ...formatFacts([
      ['Version', report.version],
      ['Home', `${report.home}${report.access === 'shared' ? ' (in use by another studio; this one only reads)' : ''}`],
      ['System', report.platform],
      ['Processor', `${report.processor}, ${report.threads} threads`],
      ['Memory', formatBytes(report.memoryBytes)],
      ['Free disk', formatBytes(report.freeDiskBytes)],
    ]),
    '',
    ...formatTable(
      [{ title: 'Engine' }, { title: 'Available' }, { title: 'Device' }, { title: 'Reason' }],
      report.engines.map(({ id, available, device, reason }) => [id, available ? 'yes' : 'no', device, reason]),
    ),
  ])
  return report.engines.some(({ available }) => available) ? exitCodes.done : exitCodes.failed
}

/** Places in a line of running text. */
const width = 100

/** The settings of a config but for the layers of its networks. */
const settingsOf = (config: RunConfig): string[] =>
  [...configLeaves(config).keys()].filter((path) => !path.startsWith('architecture.networks.'))

/** `presets`: the systems that ship with the studio. */
export async function presets({ client, output }: CommandContext): Promise<number> {
  const list = await client.studio.presets()
  const [first] = list
  output.result(list, () => [
    ...formatTable(
      [{ title: 'Preset' }, { title: 'Title' }, { title: 'Datasets' }, { title: 'Length' }],
      list.map(({ id, title, datasets, config: { duration } }) => [
        id,
        title,
        datasets.join(', '),
        `${duration.count} ${duration.unit}`,
      ]),
    ),
    ...list.flatMap(({ id, summary }) => ['', id, ...wrap(summary, width, '  ')]),
    ...(first === undefined
      ? []
      : ['', 'Settings for --set, as in --set batchSize=32', ...wrap(settingsOf(first.config).join(' '), width, '  ')]),
  ])
  return exitCodes.done
}
