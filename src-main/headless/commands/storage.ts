import { type CleanItem, type CleanKind, type CleanUp, cleanKinds, cleanWords } from '@shared/storage/storage'
import { trashCounts } from '@shared/storage/trash'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findProject } from '../find'
import { formatBytes, formatCount } from '../format'
import { formatFacts, formatTable } from '../table'

/** `storage usage` */
export async function showStorage({ client, output, launch }: CommandContext): Promise<number> {
  const usage = await client.storage.usage()
  output.result(usage, () => [
    ...formatTable(
      [
        { title: 'Project' },
        { title: 'Runs', align: 'right' },
        { title: 'Checkpoints', align: 'right' },
        { title: 'Samples', align: 'right' },
        { title: 'Other', align: 'right' },
      ],
      usage.projects.map(({ id, runs, checkpoints, samples, other }) => [
        id,
        formatCount(runs),
        formatBytes(checkpoints),
        formatBytes(samples),
        formatBytes(other),
      ]),
    ),
    '',
    ...formatTable(
      [{ title: 'Dataset' }, { title: 'Size', align: 'right' }],
      usage.datasets.map(({ id, bytes }) => [id, formatBytes(bytes)]),
    ),
    '',
    ...formatFacts([
      ['Unfinished imports', formatBytes(usage.unfinished)],
      ['Caches', formatBytes(usage.caches)],
      ['Trash', `${formatBytes(usage.trash.bytes)} (${trashCounts(usage.trash.counts)})`],
      ['Database', formatBytes(usage.database)],
      ['Other', formatBytes(usage.other)],
      ['Together', formatBytes(usage.total)],
      ['Free on the disk', formatBytes(usage.free)],
    ]),
    '',
    `What a clean-up would free: ${launch.command} storage clean`,
  ])
  return exitCodes.done
}

/** What `storage clean` takes. */
export interface CleanOptions {
  readonly what?: readonly CleanKind[] | undefined
  readonly project?: string | undefined
  readonly yes?: boolean | undefined
}

/** Of what an item is: its run, or what was deleted; nothing for caches. */
function ofItem(item: CleanItem): string {
  switch (item.kind) {
    case 'checkpoints':
      return item.run
    case 'caches':
      return ''
    case 'trash':
      return item.id
  }
}

/** What goes with an item, in words; `count` of them. */
function thingsOf(item: CleanItem, count: number): string {
  switch (item.kind) {
    case 'checkpoints':
      return `${formatCount(count)} ${count === 1 ? 'checkpoint' : 'checkpoints'}`
    case 'caches':
      return `${formatCount(item.files)} ${item.files === 1 ? 'file' : 'files'}`
    case 'trash':
      return `deleted ${item.of}`
  }
}

/** One line a run: its checkpoints together. */
function lines(items: readonly CleanItem[]): string[][] {
  const rows = new Map<string, { readonly item: CleanItem; count: number; bytes: number }>()
  for (const item of items) {
    const key = `${item.kind} ${item.kind === 'trash' ? item.of : ''} ${ofItem(item)}`
    const row = rows.get(key) ?? { item, count: 0, bytes: 0 }
    row.count += 1
    row.bytes += item.bytes
    rows.set(key, row)
  }
  return [...rows.values()].map(({ item, count, bytes }) => [
    cleanWords[item.kind].title,
    ofItem(item),
    thingsOf(item, count),
    formatBytes(bytes),
  ])
}

const table = ({ items }: CleanUp): string[] =>
  formatTable(
    [{ title: 'What' }, { title: 'Of' }, { title: 'Things' }, { title: 'Frees', align: 'right' }],
    lines(items),
  )

/** `storage clean`: shows what would go; with `--yes` it goes. */
export async function cleanStorage({ client, output, launch }: CommandContext, options: CleanOptions): Promise<number> {
  const { what = cleanKinds, project: wanted, yes = false } = options
  const project = wanted === undefined ? null : findProject(await client.projects.list(), wanted).id
  const wish = { kinds: [...what], project }
  const done = yes ? await client.storage.clean(wish) : await client.storage.plan(wish)
  const parameters = [
    ...(options.what === undefined ? [] : [`--what ${options.what.join(',')}`]),
    ...(project === null ? [] : [`--project ${project}`]),
  ]
  output.result({ removed: yes, ...done }, () => {
    if (done.items.length === 0) return ['There is nothing to clean up.']
    if (yes) return [...table(done), '', `Freed ${formatBytes(done.bytes)}.`]
    return [
      ...table(done),
      '',
      `This would free ${formatBytes(done.bytes)}. Nothing has been removed.`,
      `Remove it: ${[launch.command, 'storage clean', ...parameters, '--yes'].join(' ')}`,
    ]
  })
  return exitCodes.done
}
