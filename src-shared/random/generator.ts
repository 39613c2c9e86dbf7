/** The state of a generator: four unsigned 32-bit words, not all zero. */
export type GeneratorState = readonly [number, number, number, number]

/**
 * Seeded pseudo-random generator xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021; public-domain reference code at prng.di.unimi.it).
 */
export class Generator {
  #a: number
  #b: number
  #c: number
  #d: number
  /** The second value of the last Box–Muller pair, if it has not been used. */
  #spare: number | undefined

  constructor(state: GeneratorState) {
    ;[this.#a, this.#b, this.#c, this.#d] = [state[0] >>> 0, state[1] >>> 0, state[2] >>> 0, state[3] >>> 0]
    if ((this.#a | this.#b | this.#c | this.#d) === 0) throw new RangeError('the state must not be all zero')
  }

  /** The words from which the next integer comes. */
  get state(): GeneratorState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0]
  }

  /** Next integer in [0, 2³²). */
  uint32(): number {
    const product = Math.imul(this.#b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const t = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= t
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }

  /** Next number in [0, 1) with 24 random bits, exact as a float32. */
  uniform(): number {
    return (this.uint32() >>> 8) * 2 ** -24
  }

  /** Next integer in [0, bound), without bias (by rejection); `bound` in [1, 2³²]. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound)
    let value = this.uint32()
    while (value >= limit) value = this.uint32()
    return value % bound
  }

  /** Next standard normal number (Box–Muller; both values of a pair are used). */
  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare
      this.#spare = undefined
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    const angle = 2 * Math.PI * this.uniform()
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** Fills `out` with standard normal numbers. */
  fillNormal(out: Float32Array): void {
    for (let i = 0; i < out.length; i++) out[i] = this.normal()
  }

  /** Fills `out` with numbers from [low, high), rounded to float32. */
  fillUniform(out: Float32Array, low: number, high: number): void {
    for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * this.uniform()
  }

  /** Puts the elements of `items` in random order (Fisher–Yates). */
  shuffle(items: Uint32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const a = items[i] ?? 0
      items[i] = items[j] ?? 0
      items[j] = a
    }
  }
}

/** One round of SplitMix32 (the 32-bit finaliser of MurmurHash3), used to spread seeds over the state space. */
function mix(value: number): number {
  let x = value >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

/**
 * The generator of one purpose at one position of a run. Numbers depend on (seed, purpose, position) alone, so a resumed
 * run needs no generator state: step 1,200 draws the same noise whether or not step 1,199 was computed in this process.
 *
 * @param seed the run's seed, an integer in [0, 2⁵³)
 * @param purpose what the numbers are for, such as `latent` or `shuffle`; streams of different purposes are independent
 * @param position step, epoch or index, an integer in [0, 2⁵³)
 */
export function stream(seed: number, purpose: string, position = 0): Generator {
  const words = [seed >>> 0, Math.floor(seed / 2 ** 32), position >>> 0, Math.floor(position / 2 ** 32)]
  for (let i = 0; i < purpose.length; i++) words.push(purpose.charCodeAt(i))
  const state: [number, number, number, number] = [0, 0, 0, 0]
  for (let lane = 0; lane < 4; lane++) {
    let hash = mix(0x9e3779b9 * (lane + 1))
    for (const word of words) hash = mix((Math.imul(hash, 31) + word + 0x9e3779b9) | 0)
    state[lane] = hash
  }
  if (state.every((word) => word === 0)) state[0] = 1
  return new Generator(state)
}
