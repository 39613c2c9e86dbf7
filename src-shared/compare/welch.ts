import type { Statistics } from './group'

/** ln Γ(x) for x > 0 (Lanczos with g = 7 and 9 terms); about 15 digits. */
function logGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const base = x - 1 + 7.5
  const sum = terms.reduce((total, term, index) => (index === 0 ? term : total + term / (x - 1 + index)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}

/** The continued fraction of the incomplete beta function by Lentz’s method (Numerical Recipes, section 6.4). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  const guarded = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guarded(1 + even * d)
    c = guarded(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guarded(1 + odd * d)
    c = guarded(1 + odd / c)
    result *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return result
}

/** The regularised incomplete beta function for x in [0, 1]. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b
}

/**
 * The t that Student's distribution stays within, on both sides, with a probability.
 * @param degrees of freedom, above 0 and not always whole
 * @param confidence in (0, 1)
 */
export function studentQuantile(degrees: number, confidence: number): number {
  // P(|T| > t) is the incomplete beta function at ν / (ν + t²); halving the interval finds t.
  const outside = (t: number) => incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  let [low, high] = [0, 1]
  while (outside(high) > 1 - confidence && high < 1e12) high *= 2
  for (let round = 0; round < 200 && high - low > 1e-14 * high; round++) {
    const middle = (low + high) / 2
    if (outside(middle) > 1 - confidence) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** A confidence interval of a difference of means. */
export interface Interval {
  readonly difference: number
  readonly low: number
  readonly high: number
}

/**
 * Welch’s interval of the difference of two means, `a − b`, whose spreads may differ (Welch, Biometrika 34, 1947; degrees of freedom
 * by Welch and Satterthwaite). Undefined where one of them has fewer than two values, and where neither varies: no spread is known then.
 */
export function welchInterval(a: Statistics, b: Statistics, confidence: number): Interval | undefined {
  if (a.deviation === null || b.deviation === null) return undefined
  const difference = a.mean - b.mean
  const [first, second] = [a.deviation ** 2 / a.count, b.deviation ** 2 / b.count]
  const variance = first + second
  if (variance === 0) return undefined
  const degrees = variance ** 2 / (first ** 2 / (a.count - 1) + second ** 2 / (b.count - 1))
  const reach = studentQuantile(degrees, confidence) * Math.sqrt(variance)
  return { difference, low: difference - reach, high: difference + reach }
}
