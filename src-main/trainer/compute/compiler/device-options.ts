import type { ProviderId } from '../runtime/providers'
import type { CompilerOptions } from './compile'
import { channelPadding } from './passes/channel-padding'
import { sharing } from './passes/share'
import { simplification } from './passes/simplify'

/**
 * For GPUs: convolutions stay convolutions, which their kernels read in place where gathered patches would be written to
 * memory and read again; sums stay sums; masks stay comparisons, since shaders may take infinities for impossible.
 */
const gpu: CompilerOptions = {
  passes: [simplification, sharing],
  closedFormNormalisation: true,
}

/** What the compiler does for each provider. */
export const deviceOptions: Readonly<Record<ProviderId, CompilerOptions>> = {
  cpu: gpu,
  webgpu: { ...gpu, passes: [...gpu.passes, channelPadding] },
  cuda: gpu,
  dml: gpu,
  coreml: gpu,
}
