import type { LibraryHandle } from 'koffi'

/** An address in native memory. */
export type Pointer = bigint | null
/** An error that ONNX Runtime made, or null. It must be freed by `releaseStatus`. */
type Status = Pointer
/** Where a function writes a pointer. */
export type PointerOut = BigUint64Array
/** What takes the result of a call on another thread. */
type Callback = (error: unknown, status: Status) => void

/** The functions of ONNX Runtime's C API that are used here; named as in onnxruntime_c_api.h. */
export interface OrtApi {
  readonly version: string
  getErrorCode(status: Status): number
  getErrorMessage(status: Status): string
  releaseStatus(status: Status): void
  createThreadingOptions(out: PointerOut): Status
  releaseThreadingOptions(options: Pointer): void
  setGlobalIntraOpNumThreads(options: Pointer, threads: number): Status
  /** `logger` is an OrtLoggingFunction, which gets `parameter`. */
  createEnvWithLoggerAndGlobalThreadPools(
    logger: Pointer,
    parameter: Pointer,
    level: number,
    id: string,
    options: Pointer,
    out: PointerOut,
  ): Status
  disableTelemetryEvents(env: Pointer): Status
  createSessionOptions(out: PointerOut): Status
  setOptimizedModelFilePath(options: Pointer, path: string): Status
  enableProfiling(options: Pointer, prefix: string): Status
  releaseSessionOptions(options: Pointer): void
  setIntraOpNumThreads(options: Pointer, threads: number): Status
  disablePerSessionThreads(options: Pointer): Status
  setSessionGraphOptimizationLevel(options: Pointer, level: number): Status
  setSessionLogSeverityLevel(options: Pointer, level: number): Status
  disableMemPattern(options: Pointer): Status
  /** `count` is written as an int; the strings are freed by `releaseAvailableProviders`. */
  getAvailableProviders(out: PointerOut, count: Int32Array): Status
  releaseAvailableProviders(names: Pointer, count: number): Status
  appendExecutionProvider(
    options: Pointer,
    name: string,
    keys: readonly string[],
    values: readonly string[],
    count: number,
  ): Status
  createCudaProviderOptions(out: PointerOut): Status
  updateCudaProviderOptions(options: Pointer, keys: readonly string[], values: readonly string[], count: number): Status
  releaseCudaProviderOptions(options: Pointer): void
  appendCudaExecutionProvider(options: Pointer, cuda: Pointer): Status
  addSessionConfigEntry(options: Pointer, key: string, value: string): Status
  createSessionFromArray: {
    async(env: Pointer, model: Uint8Array, bytes: number, options: Pointer, out: PointerOut, done: Callback): void
  }
  releaseSession(session: Pointer): void
  createCpuMemoryInfo(allocator: number, memory: number, out: PointerOut): Status
  createMemoryInfo(name: string, allocator: number, device: number, memory: number, out: PointerOut): Status
  releaseMemoryInfo(info: Pointer): void
  createAllocator(session: Pointer, info: Pointer, out: PointerOut): Status
  releaseAllocator(allocator: Pointer): void
  createAndRegisterAllocator(env: Pointer, info: Pointer, arena: Pointer): Status
  createTensorWithData(
    info: Pointer,
    address: Pointer,
    bytes: number,
    shape: BigInt64Array,
    rank: number,
    type: number,
    out: PointerOut,
  ): Status
  /** A tensor in memory of an allocator. */
  createTensor(allocator: Pointer, shape: BigInt64Array, rank: number, type: number, out: PointerOut): Status
  releaseValue(value: Pointer): void
  createIoBinding(session: Pointer, out: PointerOut): Status
  releaseIoBinding(binding: Pointer): void
  bindInput(binding: Pointer, name: string, value: Pointer): Status
  bindOutput(binding: Pointer, name: string, value: Pointer): Status
  clearBoundInputs(binding: Pointer): void
  clearBoundOutputs(binding: Pointer): void
  runWithBinding: {
    (session: Pointer, options: Pointer, binding: Pointer): Status
    async(session: Pointer, options: Pointer, binding: Pointer, done: Callback): void
  }
}

/** Version of the function table that is asked for; every ONNX Runtime since 1.17 has it. */
const API_VERSION = 17
const POINTER_BYTES = 8

/**
 * The API of a loaded ONNX Runtime library. Each function is found by its position in `struct OrtApi`, which only ever
 * grows at its end; a wrong position or argument type would crash the process.
 */
export function openApi(koffi: typeof import('koffi'), library: LibraryHandle): OrtApi {
  const p = 'void *'
  // ORTCHAR_T: paths are UTF-16 on Windows.
  const path = process.platform === 'win32' ? 'str16' : 'str'
  const base: unknown = library.func('OrtGetApiBase', p, [])()
  const at = (table: unknown, index: number, parameters: string[], result: string) =>
    koffi.decode(koffi.decode(table, index * POINTER_BYTES, p), koffi.proto(result, parameters))
  // struct OrtApiBase { const OrtApi *(*GetApi)(uint32_t); const char *(*GetVersionString)(void); }
  const version: string = at(base, 1, [], 'str')()
  const table: Pointer = at(base, 0, ['uint32_t'], p)(API_VERSION)
  if (!table) throw new Error(`ONNX Runtime ${version} does not have version ${API_VERSION} of its API`)
  const f = (index: number, parameters: string[], result = p) => at(table, index, parameters, result)
  return {
    version,
    getErrorCode: f(1, [p], 'int'),
    getErrorMessage: f(2, [p], 'str'),
    disableTelemetryEvents: f(6, [p]),
    createSessionFromArray: f(8, [p, p, 'size_t', p, p]),
    createSessionOptions: f(10, [p]),
    setOptimizedModelFilePath: f(11, [p, path]),
    enableProfiling: f(14, [p, path]),
    disableMemPattern: f(17, [p]),
    setSessionLogSeverityLevel: f(22, [p, 'int']),
    setSessionGraphOptimizationLevel: f(23, [p, 'int']),
    setIntraOpNumThreads: f(24, [p, 'int']),
    disablePerSessionThreads: f(120, [p]),
    createTensor: f(48, [p, p, 'size_t', 'int', p]),
    createTensorWithData: f(49, [p, p, 'size_t', p, 'size_t', 'int', p]),
    createMemoryInfo: f(68, ['str', 'int', 'int', 'int', p]),
    createCpuMemoryInfo: f(69, ['int', 'int', p]),
    releaseStatus: f(93, [p], 'void'),
    releaseMemoryInfo: f(94, [p], 'void'),
    releaseSession: f(95, [p], 'void'),
    releaseValue: f(96, [p], 'void'),
    releaseSessionOptions: f(100, [p], 'void'),
    createThreadingOptions: f(121, [p]),
    releaseThreadingOptions: f(122, [p], 'void'),
    getAvailableProviders: f(125, [p, p]),
    releaseAvailableProviders: f(126, [p, 'int']),
    addSessionConfigEntry: f(130, [p, 'str', 'str']),
    createAllocator: f(131, [p, p, p]),
    releaseAllocator: f(132, [p], 'void'),
    runWithBinding: f(133, [p, p, p]),
    createIoBinding: f(134, [p, p]),
    releaseIoBinding: f(135, [p], 'void'),
    bindInput: f(136, [p, 'str', p]),
    bindOutput: f(137, [p, 'str', p]),
    clearBoundInputs: f(141, [p], 'void'),
    clearBoundOutputs: f(142, [p], 'void'),
    createAndRegisterAllocator: f(144, [p, p, p]),
    setGlobalIntraOpNumThreads: f(147, [p, 'int']),
    createEnvWithLoggerAndGlobalThreadPools: f(151, [p, p, 'int', 'str', p, p]),
    appendCudaExecutionProvider: f(204, [p, p]),
    createCudaProviderOptions: f(205, [p]),
    updateCudaProviderOptions: f(206, [p, 'const char **', 'const char **', 'size_t']),
    releaseCudaProviderOptions: f(208, [p], 'void'),
    appendExecutionProvider: f(216, [p, 'str', 'const char **', 'const char **', 'size_t']),
  }
}
