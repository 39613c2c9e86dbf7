import type { AdversarialConfig } from '../../src-shared/runs/adversarial-config'
import type { RunConfig } from '../../src-shared/runs/config'

/** A config of an adversarial run. @throws Error for one of another family */
export function adversarialConfig(config: RunConfig): AdversarialConfig {
  if (config.family !== 'adversarial') throw new Error(`an adversarial run was expected, not ${config.family}`)
  return config
}
