// Latents of GAN Studio from their identifiers: seed:7, plane:7.25,1.5, circle:1,2,0.25, z:…, each with /psi:0.7 if wanted.
// Plain JavaScript for browsers and Node, with no packages. The numbers are those of the studio.

const PLANE_COLUMNS = 100

function mix(x) {
  let y = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  y = Math.imul(y ^ (y >>> 13), 0xc2b2ae35)
  return (y ^ (y >>> 16)) >>> 0
}

/** Numbers in [0, 1): xoshiro128** 1.1 (Blackman and Vigna), 24 bits of each word. */
function uniform(seed, purpose = 'latent-seed', position = 0) {
  const words = [seed >>> 0, Math.floor(seed / 2 ** 32), position >>> 0, Math.floor(position / 2 ** 32)]
  for (const letter of purpose) words.push(letter.charCodeAt(0))
  const state = [1, 2, 3, 4].map((lane) => {
    let value = mix(Math.imul(0x9e3779b9, lane) >>> 0)
    for (const word of words) value = mix((Math.imul(value, 31) + word + 0x9e3779b9) >>> 0)
    return value
  })
  let [a, b, c, d] = state.some((word) => word !== 0) ? state : [1, 0, 0, 0]
  return () => {
    const product = Math.imul(b, 5)
    const word = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return (word >>> 8) * 2 ** -24
  }
}

/** The latent of a whole-number seed. */
export function seedLatent(seed, size, prior) {
  const next = uniform(seed)
  const out = new Float32Array(size)
  if (prior === 'uniform') return out.map(() => 2 * next() - 1)
  for (let i = 0; i < size; i += 2) {
    // Box and Muller, 1958.
    const radius = Math.sqrt(-2 * Math.log(1 - next()))
    const angle = 2 * Math.PI * next()
    out[i] = radius * Math.cos(angle)
    if (i + 1 < size) out[i + 1] = radius * Math.sin(angle)
  }
  return out
}

const norm = (v) => Math.sqrt(v.reduce((sum, value) => sum + value * value, 0))
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0)

function onPrior(v, wanted, prior) {
  const length = norm(v)
  const scale = length === 0 ? 1 : wanted / length
  return v.map((value) => (prior === 'normal' ? value * scale : Math.min(1, Math.max(-1, value * scale))))
}

/** A point of the seed plane: the four seeds around it, blended with the norm kept. */
export function planeLatent(x, y, size, prior) {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [fx, fy] = [x - left, y - top]
  const corners = [
    [0, 0, (1 - fx) * (1 - fy)],
    [1, 0, fx * (1 - fy)],
    [0, 1, (1 - fx) * fy],
    [1, 1, fx * fy],
  ].filter(([, , weight]) => weight > 0)
  const parts = corners.map(([right, down, weight]) => {
    const seed = (left + right + PLANE_COLUMNS * (top + down)) % 2 ** 32
    return { weight, latent: seedLatent(seed < 0 ? seed + 2 ** 32 : seed, size, prior) }
  })
  if (parts.length === 1) return parts[0].latent
  const total = new Float64Array(size)
  let wanted = 0
  for (const { weight, latent } of parts) {
    wanted += weight * norm(latent)
    for (let i = 0; i < size; i++) total[i] += weight * latent[i]
  }
  return onPrior(Float32Array.from(total), wanted, prior)
}

/** A point of the circle that begins at seed a and passes near seed b a quarter turn later. */
export function circleLatent(a, b, turn, size, prior) {
  const [p, q] = [seedLatent(a, size, prior), seedLatent(b, size, prior)]
  const share = turn - Math.floor(turn)
  if (share === 0) return p
  const radius = norm(p)
  const along = radius === 0 ? 0 : dot(p, q) / radius ** 2
  const across = q.map((value, i) => value - along * p[i])
  const width = norm(across)
  const [cosine, sine] = [Math.cos(2 * Math.PI * share), Math.sin(2 * Math.PI * share)]
  const point = p.map((value, i) => cosine * value + (width === 0 ? 0 : ((sine * radius) / width) * across[i]))
  return onPrior(point, norm(point), prior)
}

function written(text) {
  const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const view = new DataView(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer)
  return Float32Array.from({ length: letters.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
}

/** The numbers of a latent identifier for a model: a Float32Array. */
export function latent(identifier, { size, prior }) {
  const [body, modifier = 'psi:1'] = identifier.trim().split('/')
  const [kind, rest] = body.includes(':') ? body.split(':') : ['seed', body]
  const numbers = () => rest.split(',').map(Number)
  const of = {
    seed: () => seedLatent(Number(rest), size, prior),
    plane: () => planeLatent(...numbers(), size, prior),
    circle: () => circleLatent(...numbers(), size, prior),
    z: () => written(rest),
  }[kind]
  if (of === undefined) throw new Error(`${identifier} is no latent identifier`)
  const values = of()
  if (values.length !== size) throw new Error(`${identifier} has ${values.length} numbers, the model takes ${size}`)
  const psi = Number(modifier.slice('psi:'.length))
  return psi === 1 ? values : values.map((value) => value * psi)
}
