// Proves that a generator exported with `--format onnx` or `--format tfjs` draws in a browser what the studio draws:
//
//     studio export RUN --format onnx --out DIR && npm install --prefix DIR onnxruntime-web
//     studio sample RUN --latent ID --out picture.png
//     node test/oracle/prove_browser.mjs DIR picture.png ID [CLASS]
//
// Serves the folder, opens its page in the Chromium of Electron, draws with its draw.js and compares the pixels. Needs a display.
// Ends with 1 where any value is more than one level of 256 apart.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, resolve, sep } from 'node:path'
import { Transformer } from '@napi-rs/image'
import { _electron } from '@playwright/test'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'

const [folder = '', picture = '', identifier = 'seed:0', label = '0'] = process.argv.slice(2)
const root = resolve(folder)
/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}
const server = createServer(({ url = '/' }, response) => {
  const path = new URL(url, 'http://localhost').pathname
  const file = resolve(join(root, path === '/' ? 'index.html' : path))
  try {
    if (!file.startsWith(root + sep)) throw new Error('outside of the folder')
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
    response.end(readFileSync(file))
  } catch {
    response.writeHead(404)
    response.end()
  }
})
await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
const address = server.address()
if (typeof address !== 'object' || address === null) throw new Error('the server has no port')

const work = mkdtempSync(join(tmpdir(), 'gan-studio-browser-'))
const main = join(work, 'main.cjs')
writeFileSync(
  main,
  `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow().loadURL('http://127.0.0.1:${address.port}/'))`,
)
const app = await _electron.launch({
  executablePath: await electronRuntime(),
  args: ['--no-sandbox', `--user-data-dir=${join(work, 'profile')}`, main],
})
try {
  const page = await app.firstWindow()
  const drawn = await page.evaluate(
    async ({ identifier, label }) => {
      // The page's own module, which is not one of this program's.
      const { draw } = await import(/** @type {string} */ (`${location.origin}/draw.js`))
      return Array.from((await draw(identifier, label)).data)
    },
    { identifier, label },
  )
  const image = new Transformer(readFileSync(picture))
  const { width, height } = await image.metadata()
  const raw = await image.rawPixels()
  const channels = raw.length / (width * height)
  const colours = channels < 3 ? 1 : 3
  let [worst, other, values] = [0, 0, 0]
  // Around the picture is a gap of one pixel.
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      for (let c = 0; c < 3; c++) {
        const written = raw[(y * width + x) * channels + Math.min(c, colours - 1)] ?? 0
        const apart = Math.abs(written - (drawn[((y - 1) * (width - 2) + x - 1) * 4 + c] ?? Number.NaN))
        worst = Math.max(worst, apart)
        values++
        if (apart > 0) other++
      }
    }
  }
  process.stdout.write(
    `${identifier}: at most ${worst} of 256 levels apart, ${((100 * other) / values).toFixed(3)} % of values differ\n`,
  )
  process.exitCode = worst <= 1 ? 0 : 1
} finally {
  await app.close()
  server.close()
  rmSync(work, { recursive: true, force: true })
}
