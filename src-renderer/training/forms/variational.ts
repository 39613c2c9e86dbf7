import type { ReconstructionType } from '@shared/objectives/reconstruction'
import type { VariationalConfig } from '@shared/runs/variational-config'
import type { FamilyForm } from './family-form'
import type { Entry } from './options'

/** The settings of a variational autoencoder as they are edited. */
export interface VariationalForm {
  family: 'variational'
  reconstruction: ReconstructionType
  beta: Entry
}

export const variationalPaths = ['reconstruction', 'beta'] as const

export const variationalForm: FamilyForm<VariationalConfig, VariationalForm> = {
  formOf: ({ reconstruction, beta }) => ({ family: 'variational', reconstruction: reconstruction.type, beta }),
  settingsOf: ({ family, reconstruction, beta }) => ({ family, reconstruction: { type: reconstruction }, beta }),
  paths: variationalPaths,
}
