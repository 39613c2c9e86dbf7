// What the drawing modules share: the model's facts, and pictures of what it puts out.

/** The model's facts: latent, image, classes. */
export const model = await (await fetch(new URL('model.json', import.meta.url))).json()

/** A class as the model takes it, a number, or a blend of two: '3+7@0.4' has four tenths of class 7. */
export function labelsOf(label) {
  const [first, second = first, share = 0] = `${label}`.split(/[+@]/).map(Number)
  const labels = new Float32Array(model.classes)
  if (!(first in labels && second in labels && share >= 0 && share <= 1)) throw new Error(`${label} is no class`)
  labels[first] = 1 - share
  labels[second] += share
  return labels
}

/** Values in [−1, 1], [height, width, channels], as pixels: the nearest of 256 levels, a half upwards. */
export function toImageData(values) {
  const { height, width, channels } = model.image
  const image = new ImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const value = values[i * channels + Math.min(c, channels - 1)]
      image.data[4 * i + c] = Math.min(255, Math.max(0, Math.floor((value + 1) * 127.5 + 0.5)))
    }
    image.data[4 * i + 3] = 255
  }
  return image
}
