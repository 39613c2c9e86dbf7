import { configLeaves } from '@shared/runs/difference'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { formatBytes } from '../format'
import { formatFacts, formatTable } from '../table'

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

/** `presets`: the systems that ship with the studio. */
export async function presets({ client, output }: CommandContext): Promise<number> {
  const list = await client.studio.presets()
  output.result(list, () => [
    ...formatTable(
      [{ title: 'Preset' }, { title: 'Title' }, { title: 'Datasets' }, { title: 'Length' }, { title: 'What it is' }],
      list.map(({ id, title, summary, datasets, config }) => [
        id,
        title,
        datasets.join(', '),
        `${config.duration.count} ${config.duration.unit}`,
        summary,
      ]),
    ),
    '',
    'Settings that --set takes, as in --set batchSize=32:',
    `  ${[...(list[0] === undefined ? [] : configLeaves(list[0].config).keys())].filter((path) => !path.startsWith('architecture.networks')).join(', ')}`,
  ])
  return exitCodes.done
}
