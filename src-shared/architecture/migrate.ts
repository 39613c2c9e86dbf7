const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A stored architecture in the form of the present version; what is none, or is of a newer version, comes back as it is. */
export function migrateArchitecture(json: unknown): unknown {
  if (!isRecord(json) || json['version'] !== 1) return json
  // Version 1 had adversarial pairs alone.
  return { family: 'adversarial', ...json, version: 2 }
}
