import type { ReconstructionType } from '@shared/objectives/reconstruction'
import type { AutoencoderConfig } from '@shared/runs/autoencoder-config'
import type { FamilyForm } from './family-form'
import type { Entry } from './options'

/** The settings of an autoencoder as they are edited. */
export interface AutoencoderForm {
  family: 'autoencoder'
  reconstruction: ReconstructionType
  inputNoise: Entry
}

export const autoencoderPaths = ['reconstruction', 'inputNoise'] as const

export const autoencoderForm: FamilyForm<AutoencoderConfig, AutoencoderForm> = {
  formOf: ({ reconstruction, inputNoise }) => ({
    family: 'autoencoder',
    reconstruction: reconstruction.type,
    inputNoise,
  }),
  settingsOf: ({ family, reconstruction, inputNoise }) => ({
    family,
    reconstruction: { type: reconstruction },
    inputNoise,
  }),
  paths: autoencoderPaths,
}
