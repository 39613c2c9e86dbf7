import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ImageShape } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import type { FeatureRange } from '@shared/measures/measured-value'
import { onnx } from 'onnx-proto'
import type { InferenceSession } from 'onnxruntime-node'
import { refuseTelemetry } from '../compute/runtime/telemetry'
import { type Disk, errorCode } from '../files/disk'
import type { FeatureExtractor } from './extractor'
import { networkId } from './network-file'
import { layoutOf, type NetworkInput, toInput } from './own-input'

/** Largest file that is read, in bytes: several times the Inception network. */
const MOST_BYTES = 1024 ** 3
/** Most features of an image. */
const MOST_FEATURES = 4096

/** A person's feature network: an ONNX file with everything in it, and what it takes pixels as. */
export interface OwnNetwork {
  readonly file: string
  readonly range: FeatureRange
}

const refused = (message: string, next: string, details?: string): StudioError =>
  new StudioError('INVALID_INPUT', message, {
    safe: 'Nothing was changed.',
    next,
    ...(details === undefined ? {} : { details }),
  })

async function readModel(disk: Disk, file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > MOST_BYTES) throw refused(`The network is larger than 1 GiB: ${file}`, 'Choose a smaller network.')
    return await disk.read(file)
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    throw refused(`The network cannot be read: ${file}`, 'Check the path and its permissions.', String(error))
  }
}

/** Whether a graph has a tensor whose numbers are in another file: ONNX Runtime would read it, from wherever it works. */
function readsFiles(graph: onnx.IGraphProto | null | undefined): boolean {
  const tensors = [
    ...(graph?.initializer ?? []),
    ...(graph?.sparseInitializer ?? []).flatMap(({ values, indices }) => [values, indices]),
  ]
  return tensors.some(isElsewhere) || (graph?.node ?? []).some(nodeReadsFiles)
}

const isElsewhere = (tensor: onnx.ITensorProto | null | undefined): boolean =>
  tensor?.dataLocation === onnx.TensorProto.DataLocation.EXTERNAL || (tensor?.externalData ?? []).length > 0

const nodeReadsFiles = ({ attribute }: onnx.INodeProto): boolean =>
  (attribute ?? []).some(({ t, tensors, g, graphs, sparseTensor, sparseTensors }) => {
    const sparse = [sparseTensor, ...(sparseTensors ?? [])].flatMap((one) => [one?.values, one?.indices])
    return [t, ...(tensors ?? []), ...sparse].some(isElsewhere) || [g, ...(graphs ?? [])].some(readsFiles)
  })

/** @throws StudioError `INVALID_INPUT` for a file that is no ONNX, and one whose weights are in other files */
function requireWhole(model: Uint8Array, file: string): void {
  let outside: boolean
  try {
    const { graph, functions, trainingInfo } = onnx.ModelProto.decode(model)
    const training = trainingInfo.flatMap(({ initialization, algorithm }) => [initialization, algorithm])
    outside = [graph, ...training].some(readsFiles) || functions.flatMap(({ node }) => node ?? []).some(nodeReadsFiles)
  } catch (error) {
    throw refused(`The file is no network that can be run: ${file}`, 'Choose an ONNX file.', String(error))
  }
  if (outside) {
    throw refused(
      `The network’s weights are in other files: ${file}`,
      'Save it as one ONNX file that holds its weights.',
    )
  }
}

async function openSession(model: Uint8Array, file: string): Promise<InferenceSession> {
  refuseTelemetry()
  const { InferenceSession: Session } = await import('onnxruntime-node')
  try {
    return await Session.create(model, { logSeverityLevel: 4, graphOptimizationLevel: 'all' })
  } catch (error) {
    const next = 'Choose an ONNX file that ONNX Runtime can run and that holds its own weights.'
    throw refused(`The file is no network that can be run: ${file}`, next, String(error))
  }
}

/** The features of a batch's images, one row each. @throws StudioError `INVALID_INPUT` for another form */
function rowsOf(
  output: InferenceSession.OnnxValueMapType[string] | undefined,
  batch: number,
  file: string,
): Float32Array {
  const next = 'Choose a network whose first output is float32 [batch, features], such as a pooled last layer.'
  if (output === undefined || !('dims' in output) || !(output.data instanceof Float32Array)) {
    throw refused(`The first output of the network is not float32: ${file}`, next)
  }
  const [first, ...rest] = output.dims
  const long = rest.filter((side) => side !== 1)
  const features = output.data.length / batch
  if (first !== batch || long.length > 1 || features > MOST_FEATURES) {
    throw refused(`The first output of the network is [${output.dims.join(', ')}]: ${file}`, next)
  }
  return output.data
}

/**
 * Opens a person's feature network for images of a dataset: they are resized and their channels brought to what it takes.
 * @throws StudioError `INVALID_INPUT` with what is wrong with the file
 */
export async function ownFeatures(
  disk: Disk,
  { file, range }: OwnNetwork,
  image: ImageShape,
): Promise<FeatureExtractor> {
  const model = await readModel(disk, file)
  requireWhole(model, file)
  const session = await openSession(model, file)
  const input: NetworkInput = layoutOf(session.inputMetadata, file, image)
  const [inputName, outputName] = [session.inputNames[0] ?? '', session.outputNames[0] ?? '']
  const { Tensor } = await import('onnxruntime-node')
  const pixels = image.height * image.width * image.channels
  const run = async (images: Uint8Array): Promise<Float32Array> => {
    const tensor = new Tensor('float32', toInput(input, image, range, images), [...input.shape])
    const results = await session.run({ [inputName]: tensor }, [outputName])
    return rowsOf(results[outputName], input.batch, file)
  }
  const size = (await run(new Uint8Array(input.batch * pixels))).length / input.batch
  return {
    network: { id: networkId([model, range]), kind: 'own', title: basename(file), size, accuracy: null },
    async extract(images, count) {
      const features = new Float32Array(count * size)
      const batch = new Uint8Array(input.batch * pixels)
      for (let start = 0; start < count; start += input.batch) {
        const taken = Math.min(input.batch, count - start)
        batch.set(images.subarray(start * pixels, (start + taken) * pixels))
        features.set((await run(batch)).subarray(0, taken * size), start * size)
      }
      return features
    },
    dispose() {
      session.release().catch(() => undefined)
    },
  }
}
