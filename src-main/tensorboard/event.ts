/** A value of a summary. Numbers are float32 in the file. */
export type SummaryValue =
  | { readonly type: 'scalar'; readonly tag: string; readonly value: number }
  | { readonly type: 'text'; readonly tag: string; readonly text: string }
  | {
      readonly type: 'image'
      readonly tag: string
      readonly height: number
      readonly width: number
      /** 1 grey, 3 colours. */
      readonly channels: number
      readonly png: Uint8Array
    }
  /** The settings of a run, as the plugin “hparams” shows them. */
  | {
      readonly type: 'settings'
      readonly settings: Readonly<Record<string, string | number | boolean>>
      /** Seconds since the epoch. */
      readonly started: number
    }
  /** The end of a run with settings. */
  | { readonly type: 'ended'; readonly success: boolean; readonly ended: number }

/** An event of an event file. */
export interface TensorBoardEvent {
  /** Seconds since the epoch. */
  readonly wallTime: number
  readonly step: number
  readonly values: readonly SummaryValue[]
}

/** Tags under which the plugin “hparams” looks for its records. */
export const settingsTag = '_hparams_/session_start_info'
export const endedTag = '_hparams_/session_end_info'

/** tensorflow.DataType. */
export const dataTypes = { float: 1, double: 2, string: 7 } as const
