/**
 * What products and transposes cost in ONNX Runtime's CPU provider, in nanoseconds on two cores of a server processor. Only
 * the ratios matter: they decide which of two equal forms is cheaper. Measured with products of 32 to 128 rows.
 */
const PER_MULTIPLICATION = 0.0214
/** The right operand is copied into panels, whatever its use. */
const PER_PACKED = 0.56
const PER_PACKED_TRANSPOSED = 0.35
/** A transposed left operand is turned in pieces, once for each panel of the right. */
const PER_TURNED_LEFT = 0.83
/** A transpose as an operation of its own. */
const PER_TRANSPOSED = 1
/** A mirror is refreshed once an update, while its weights are in the cache. */
const PER_MIRRORED = 0.3

/** A product of an m × k and a k × n matrix, each possibly stored transposed. */
export interface ProductForm {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** The cost of a product. */
export const productCost = ({ m, k, n, transposeA, transposeB }: ProductForm): number =>
  m * k * n * PER_MULTIPLICATION +
  k * n * (transposeB ? PER_PACKED_TRANSPOSED : PER_PACKED) +
  (transposeA ? m * k * PER_TURNED_LEFT : 0)

/** The cost of turning a matrix of so many elements. */
export const transposeCost = (elements: number): number => elements * PER_TRANSPOSED

/** The cost of keeping the transpose of a state matrix of so many elements. */
export const mirrorCost = (elements: number): number => elements * PER_MIRRORED
