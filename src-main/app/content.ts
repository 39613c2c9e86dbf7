import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { StudioError } from '@shared/contract/errors'
import type { PictureKind } from '@shared/runs/pictures'
import { protocol } from 'electron'
import { studioErrorOf } from '../api/failures'
import { type ContentRequest, parseContentRequest } from './media-request'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Naive UI inserts style elements, hence 'unsafe-inline' for styles; nothing else may run or be fetched from elsewhere. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Pictures as PNG bytes by identifiers. Each throws a `StudioError` where there is none. */
export interface MediaSource {
  sample(run: string, step: number, kind: PictureKind | undefined): Promise<Uint8Array>
  imported(run: string, tag: number, step: number): Uint8Array
  mosaic(dataset: string): Promise<Uint8Array>
  atlas(dataset: string, split: string, offset: number, count: number): Promise<Uint8Array>
}

/** Makes the studio's own scheme known. Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

const respond = (bytes: Uint8Array, headers: Record<string, string>): Response =>
  new Response(new Uint8Array(bytes), { headers: { 'x-content-type-options': 'nosniff', ...headers } })

const refuse = (status: number, message: string): Response =>
  new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })

const statusOf = ({ code }: StudioError): number =>
  code.startsWith('UNKNOWN_') || code === 'INVALID_INPUT' ? 404 : 500

async function answer(request: ContentRequest, pageFolder: string, media: MediaSource): Promise<Response> {
  switch (request.type) {
    case 'page': {
      const file = join(pageFolder, ...request.segments)
      return respond(await readFile(file), {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
      })
    }
    case 'sample':
      // A resume can draw the grid of a step again, so that its address alone does not fix its content.
      return respond(await media.sample(request.run, request.step, request.kind), {
        'content-type': 'image/png',
        'cache-control': 'no-cache',
      })
    case 'imported':
      return respond(media.imported(request.run, request.tag, request.step), {
        'content-type': 'image/png',
        'cache-control': 'max-age=3600',
      })
    case 'mosaic':
      return respond(await media.mosaic(request.dataset), { 'content-type': 'image/png', 'cache-control': 'no-cache' })
    case 'atlas': {
      const { dataset, split, offset, count } = request
      return respond(await media.atlas(dataset, split, offset, count), {
        'content-type': 'image/png',
        'cache-control': 'max-age=3600',
      })
    }
  }
}

/** Answers the studio's scheme: the page's own files, and pictures by identifier. Must be called once the app is ready. */
export function serveContent(pageFolder: string, media: MediaSource, onDefect: (error: StudioError) => void): void {
  protocol.handle('app', async ({ url, method }) => {
    const request = method === 'GET' ? parseContentRequest(url) : undefined
    if (request === undefined) return refuse(404, 'Not found')
    try {
      return await answer(request, pageFolder, media)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return refuse(404, 'Not found')
      const failure = studioErrorOf(error)
      if (failure.code === 'UNEXPECTED') onDefect(failure)
      return refuse(statusOf(failure), failure.message)
    }
  })
}
