import { z } from 'zod'

/** What a generator is exported as. */
export const ExportFormat = z.enum(['onnx', 'tfjs', 'safetensors'])
export type ExportFormat = z.infer<typeof ExportFormat>
