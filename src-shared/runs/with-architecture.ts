import type { ArchitectureSpec } from '../architecture/spec'
import type { RunConfig } from './config'

/** A config with another architecture; undefined where that is of another family. */
export function withArchitecture(config: RunConfig, architecture: ArchitectureSpec): RunConfig | undefined {
  switch (config.family) {
    case 'adversarial':
      return architecture.family === 'adversarial' ? { ...config, architecture } : undefined
    case 'autoencoder':
      return architecture.family === 'autoencoder' ? { ...config, architecture } : undefined
    case 'variational':
      return architecture.family === 'variational' ? { ...config, architecture } : undefined
    case 'classifier':
      return architecture.family === 'classifier' ? { ...config, architecture } : undefined
    case 'cyclegan':
      return architecture.family === 'cyclegan' ? { ...config, architecture } : undefined
  }
}
