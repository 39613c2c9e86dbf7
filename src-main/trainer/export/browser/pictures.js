// What the drawing modules share: the model's facts, and pictures of what it puts out.

/** The model's facts: latent, image, classes. */
export const model = await (await fetch(new URL('model.json', import.meta.url))).json()

/** A class as the model takes it. */
export function oneHot(label) {
  const labels = new Float32Array(model.classes)
  labels[label] = 1
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
