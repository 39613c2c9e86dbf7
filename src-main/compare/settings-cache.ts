import { rowSettings } from '@shared/compare/settings'
import type { ConfigValue } from '@shared/runs/difference'
import { migrateConfig } from '@shared/runs/migrate'
import type { RowStore } from '../store/rows'

/** What a run's config comes to in a table. */
export interface ConfigSettings {
  /** Not to be changed: rows share it. */
  readonly settings: Record<string, ConfigValue>
  readonly batchSize: number
  /** Batches that one step takes before any change. */
  readonly batchesPerStep: number
  readonly family: string | null
  readonly split: string | null
  readonly seed: number | null
}

const numberIn = (settings: Readonly<Record<string, ConfigValue>>, path: string): number | null => {
  const value = settings[path]
  return typeof value === 'number' ? value : null
}

const textIn = (settings: Readonly<Record<string, ConfigValue>>, path: string): string | null => {
  const value = settings[path]
  return typeof value === 'string' ? value : null
}

function settingsOf(config: string): ConfigSettings {
  const settings = rowSettings(migrateConfig(JSON.parse(config)))
  return {
    settings,
    batchSize: numberIn(settings, 'batchSize') ?? 0,
    batchesPerStep: numberIn(settings, 'discriminatorSteps') ?? 1,
    family: textIn(settings, 'family'),
    split: textIn(settings, 'dataset.split'),
    seed: numberIn(settings, 'seed'),
  }
}

/** The settings of runs. The config of a run never changes, so each is read once. */
export class SettingsCache {
  readonly #known = new Map<string, ConfigSettings>()

  constructor(private readonly rows: RowStore) {}

  /** By run; those that are in no database are left out. */
  of(ids: readonly string[]): ReadonlyMap<string, ConfigSettings> {
    const unknown = ids.filter((id) => !this.#known.has(id))
    if (unknown.length > 0) {
      for (const [id, config] of this.rows.configs(unknown)) this.#known.set(id, settingsOf(config))
    }
    return new Map(
      ids.flatMap((id) => {
        const found = this.#known.get(id)
        return found === undefined ? [] : [[id, found] as const]
      }),
    )
  }

  /** Forgets a run that is no more: its id is given to no other. */
  forget(id: string): void {
    this.#known.delete(id)
  }
}
