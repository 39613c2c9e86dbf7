import { StudioError } from '@shared/contract/errors'
import { parsePagePort } from '@shared/contract/page-ports'
import { atlasUrl, importedUrl, mosaicUrl, sampleUrl } from '@shared/media/urls'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseContentRequest } from '../../../src-main/app/media-request'
import { escapeHtml, refusalPage } from '../../../src-main/app/refusal-page'

test('the addresses that the page makes are understood', () => {
  expect(parseContentRequest(sampleUrl('first-1', 1200))).toEqual({
    type: 'sample',
    run: 'first-1',
    step: 1200,
    kind: undefined,
  })
  expect(parseContentRequest(sampleUrl('first-1', 7, 'latent-map'))).toEqual({
    type: 'sample',
    run: 'first-1',
    step: 7,
    kind: 'latent-map',
  })
  expect(parseContentRequest(importedUrl('first-2', 3, 1200))).toEqual({
    type: 'imported',
    run: 'first-2',
    tag: 3,
    step: 1200,
  })
  expect(parseContentRequest(mosaicUrl('mnist'))).toEqual({ type: 'mosaic', dataset: 'mnist' })
  expect(parseContentRequest(atlasUrl('mnist', 'train', 200, 100))).toEqual({
    type: 'atlas',
    dataset: 'mnist',
    split: 'train',
    offset: 200,
    count: 100,
  })
  expect(parseContentRequest('app://studio/')).toEqual({ type: 'page', segments: ['index.html'] })
  expect(parseContentRequest('app://studio/assets/index-B_x.js')).toEqual({
    type: 'page',
    segments: ['assets', 'index-B_x.js'],
  })
})

test.each([
  'app://other/',
  'file:///etc/passwd',
  'https://studio/',
  'app://user@studio/',
  'nonsense',
  'app://studio/..%2f..%2fetc/passwd',
  'app://studio/.hidden',
  'app://studio/a//b',
  'app://studio/media/runs/First/samples/1.png',
  'app://studio/media/runs/a/imported/1.png',
  'app://studio/media/runs/a/imported/grid-1.png',
  'app://studio/media/runs/a/samples/01.png',
  'app://studio/media/runs/a/samples/1e3.png',
  'app://studio/media/runs/a/samples/-1.png',
  'app://studio/media/runs/a/samples/1-portrait.png',
  'app://studio/media/runs/a/checkpoints/1.png',
  'app://studio/media/runs/..%2fa/samples/1.png',
  'app://studio/media/datasets/mnist/train/0-1001.png',
  'app://studio/media/datasets/mnist/train/0-0.png',
  'app://studio/media/datasets/mnist/train/1-2-3.png',
  'app://studio/media/datasets/mnist/TRAIN/0-1.png',
  'app://studio/media/datasets/mnist/other.png',
  'app://studio/media/datasets/mnist',
])('%s is refused', (address) => {
  expect(parseContentRequest(address)).toBeUndefined()
})

test('no address leads out of the page’s folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (path) => {
      const request = parseContentRequest(`app://studio/${path}`)
      if (request?.type !== 'page') return
      expect(request.segments.length).toBeGreaterThan(0)
      for (const segment of request.segments) expect(segment).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/)
    }),
  )
})

test('only announcements of ports are taken for ones', () => {
  expect(parsePagePort({ port: 'api' })).toEqual({ port: 'api' })
  expect(parsePagePort({ port: 'frames', session: 'latent-1' })).toEqual({ port: 'frames', session: 'latent-1' })
  for (const other of [null, undefined, 'api', {}, { port: 'frames' }, { port: 'frames', session: 1 }, { port: 'x' }]) {
    expect(parsePagePort(other)).toBeUndefined()
  }
})

test('the page that says why the studio cannot open lets no text become markup', () => {
  const error = new StudioError('STUDIO_BUSY', 'Home <b>"x"</b> & co', { safe: '<script>', next: "it's" })
  const page = refusalPage(error, true)
  expect(page).toContain('Home &lt;b&gt;&quot;x&quot;&lt;/b&gt; &amp; co')
  expect(page).not.toContain('<script>')
  expect(escapeHtml("it's")).toBe('it&#39;s')
})
