import { migrateArchitecture } from '../architecture/migrate'
import { plainTraining } from './plain-training'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One step forward for each old version: the config of version n as one of version n + 1. */
const migrations: Readonly<Record<number, (config: Record<string, unknown>) => Record<string, unknown>>> = {
  // Version 1 trained with Adam alone, at a constant rate.
  1: (config) => ({ ...config, ...plainTraining, version: 2 }),
  // Version 2 trained adversarial pairs alone.
  2: ({ architecture, ...config }) => ({
    family: 'adversarial',
    ...config,
    version: 3,
    architecture: migrateArchitecture(architecture),
  }),
}

/** A stored config in the form of the present version; what is none, or is of a newer version, comes back as it is. */
export function migrateConfig(json: unknown): unknown {
  if (!isRecord(json)) return json
  let config = json
  for (;;) {
    const { version } = config
    const migrate = typeof version === 'number' ? migrations[version] : undefined
    if (migrate === undefined) return config
    config = migrate(config)
  }
}
