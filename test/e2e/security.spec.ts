import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, type StudioWindow, temporaryHome } from '../support/studio-window'

// What a page can do that is no longer the studio's: its scripts run in the page's own world (docs/security.md).
const folder = temporaryHome()
let studio: StudioWindow
let server: Server
let echo: Socket
/** What reached this machine's network: connections, and datagrams. */
let reached: string[]
let site: string

test.beforeAll(async () => {
  reached = []
  server = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.end('outside')
  })
  server.on('connection', () => reached.push('a connection'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  echo = createSocket('udp4').bind(0, '127.0.0.1')
  echo.on('message', () => reached.push('a datagram'))
  await once(echo, 'listening')
  const address = server.address()
  site = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  studio = await openStudio(folder.home)
  await expect(studio.page.getByTestId('quick-start')).toBeVisible()
})

test.afterAll(async () => {
  await studio?.close()
  server?.close()
  echo?.close()
  folder.remove()
})

const windows = () => studio.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
const address = () =>
  studio.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL() ?? '')

test('the page has neither Node nor Electron, and the window’s settings keep it so', async () => {
  const found = await studio.page.evaluate(() =>
    ['require', 'process', 'module', 'electron', 'ipcRenderer', 'Buffer', 'global'].filter((name) => name in window),
  )
  expect(found).toEqual([])
  const settings = await studio.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return contents !== undefined &&
      'getLastWebPreferences' in contents &&
      typeof contents.getLastWebPreferences === 'function'
      ? JSON.stringify(contents.getLastWebPreferences())
      : ''
  })
  expect(JSON.parse(settings)).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
  })
})

test('no request leaves the machine, whatever the page makes it with', async () => {
  const outcomes = await studio.page.evaluate(async (outside) => {
    const settled = (start: (done: (how: string) => void) => void) => new Promise<string>(start)
    const element = (tag: string, settings: Record<string, string>) =>
      settled((done) => {
        const made = Object.assign(document.createElement(tag), settings)
        made.addEventListener('load', () => done('loaded'))
        made.addEventListener('error', () => done('refused'))
        document.head.append(made)
      })
    const fetched = (url: string) =>
      fetch(url).then(
        () => 'loaded',
        () => 'refused',
      )
    const connected = (make: () => EventTarget) =>
      settled((done) => {
        try {
          const made = make()
          made.addEventListener('open', () => done('loaded'))
          made.addEventListener('error', () => done('refused'))
        } catch {
          done('refused')
        }
      })
    for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'prerender']) {
      document.head.append(Object.assign(document.createElement('link'), { rel, href: `${outside}/${rel}` }))
    }
    navigator.sendBeacon(`${outside}/beacon`, 'secret')
    const form = Object.assign(document.createElement('form'), { action: `${outside}/form`, method: 'post' })
    document.body.append(form)
    form.submit()
    return {
      fetch: await fetched(`${outside}/fetch`),
      file: await fetched('file:///etc/passwd'),
      image: await element('img', { src: `${outside}/image` }),
      script: await element('script', { src: `${outside}/script` }),
      style: await element('link', { rel: 'stylesheet', href: `${outside}/style` }),
      socket: await connected(() => new WebSocket(outside.replace('http', 'ws'))),
      events: await connected(() => new EventSource(`${outside}/events`)),
      module: await import(/* @vite-ignore */ `${outside}/module`).then(
        () => 'loaded',
        () => 'refused',
      ),
      worker: await connected(() => new Worker(`${outside}/worker`)),
    }
  }, site)
  expect(new Set(Object.values(outcomes))).toEqual(new Set(['refused']))
  expect(reached).toEqual([])
})

test('no call between pages leaves the machine', async () => {
  const { port } = echo.address()
  /** Whether a call finds a way out: its first candidate, or the end of the search. */
  const findsWay = () =>
    studio.page.evaluate(async (stun) => {
      const connection = new RTCPeerConnection({ iceServers: [{ urls: stun }] })
      connection.createDataChannel('out')
      const found = new Promise<boolean>((done) => {
        connection.addEventListener('icecandidate', ({ candidate }) =>
          done(candidate !== null && candidate.candidate !== ''),
        )
      })
      await connection.setLocalDescription()
      const way = await found
      connection.close()
      return way
    }, `stun:127.0.0.1:${port}`)
  const policy = (wanted: 'default' | 'disable_non_proxied_udp') =>
    studio.app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.setWebRTCIPHandlingPolicy(to),
      wanted,
    )
  expect(await findsWay()).toBe(false)
  expect(reached).toEqual([])
  // Without what the studio sets, the same call finds ways out.
  await policy('default')
  expect(await findsWay()).toBe(true)
  await policy('disable_non_proxied_udp')
  expect(await findsWay()).toBe(false)
  reached.length = 0
})

test('no text becomes a program, and no frame shows another page', async () => {
  const outcome = await studio.page.evaluate(async (outside) => {
    const breaches: string[] = []
    Object.assign(window, { breaches })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => breaches.push(effectiveDirective))
    const inline = Object.assign(document.createElement('script'), { textContent: 'window.inline = true' })
    document.head.append(inline)
    const handler = document.createElement('img')
    handler.setAttribute('onerror', 'window.inline = true')
    handler.src = `${location.origin}/none.png`
    document.body.append(handler)
    // The debugger that runs this may compile texts; a task of its own may not.
    await new Promise((next) => setTimeout(next))
    const compiles = ((): boolean => {
      try {
        return new Function('return true')() === true
      } catch {
        return false
      }
    })()
    const webview = document.createElement('webview')
    document.body.append(webview)
    for (const src of [outside, 'file:///etc/passwd', 'data:text/html,hello', `${location.origin}/index.html`]) {
      document.body.append(Object.assign(document.createElement('iframe'), { src }))
    }
    return { inline: 'inline' in window, compiles, webview: 'loadURL' in webview }
  }, site)
  expect(outcome).toEqual({ inline: false, compiles: false, webview: false })
  const breaches = () =>
    studio.page.evaluate(() => ('breaches' in window && Array.isArray(window.breaches) ? window.breaches : []))
  const expected = ['frame-src', 'script-src', 'script-src-attr', 'script-src-elem']
  await expect.poll(breaches).toEqual(expect.arrayContaining(expected))
  const src = `${site}/frame`
  const frames = async () => (await breaches()).filter((directive) => directive === 'frame-src').length
  const before = await frames()
  await studio.page.evaluate(
    (to) => document.body.append(Object.assign(document.createElement('iframe'), { src: to })),
    src,
  )
  await expect.poll(frames).toBe(before + 1)
  expect(studio.page.frames().filter((frame) => /^(http|file|data)/.test(frame.url()))).toEqual([])
  expect(reached).toEqual([])
})

test('the window stays on the studio’s page, and opens no other', async () => {
  const before = await address()
  await studio.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const refused: [string, boolean][] = []
    Reflect.set(globalThis, 'refusals', refused)
    contents?.on('will-navigate', (event) => refused.push([event.url, event.defaultPrevented]))
  })
  const refusals = () => studio.app.evaluate((): unknown => Reflect.get(globalThis, 'refusals'))
  const wanted = [`${site}/navigate`, 'app://other/', 'https://studio.example/']
  for (const [index, url] of wanted.entries()) {
    await studio.page.evaluate((to) => {
      const link = Object.assign(document.createElement('a'), { href: to })
      document.body.append(link)
      link.click()
    }, url)
    await expect.poll(refusals).toHaveLength(index + 1)
  }
  expect(await refusals()).toEqual(wanted.map((url) => [url, true]))
  // Chromium itself lets no page lead to these.
  for (const url of ['file:///etc/passwd', 'data:text/html,hello']) {
    await studio.page.evaluate((to) => {
      window.location.href = to
    }, url)
  }
  const opened = await studio.page.evaluate(
    (urls) => urls.map((url) => window.open(url) === null),
    [...wanted, 'about:blank', 'file:///etc/passwd', 'app://studio/'],
  )
  expect(opened).toEqual(Array.from(opened, () => true))
  expect(await windows()).toBe(1)
  expect(await address()).toBe(before)
  expect(reached).toEqual([])
})

test('no permission is given', async () => {
  const outcomes = await studio.page.evaluate(async () => {
    const refused = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'given',
        () => 'refused',
      )
    const devices = 'usb' in navigator && navigator.usb instanceof EventTarget ? navigator.usb : undefined
    return {
      camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
      screen: await refused(navigator.mediaDevices.getDisplayMedia()),
      midi: await refused(navigator.requestMIDIAccess({ sysex: true })),
      notifications: await Notification.requestPermission(),
      place: await refused(
        new Promise((found, lost) => {
          navigator.geolocation.getCurrentPosition(found, lost)
        }),
      ),
      usb:
        devices !== undefined && 'getDevices' in devices && typeof devices.getDevices === 'function'
          ? (await devices.getDevices()).length
          : 0,
    }
  })
  expect(outcomes).toEqual({
    camera: 'refused',
    screen: 'refused',
    midi: 'refused',
    notifications: 'denied',
    place: 'refused',
    usb: 0,
  })
})

test('files are read through the studio’s scheme alone, and only those of the page', async () => {
  const answers = await studio.page.evaluate(
    async (paths) => {
      const answer = async (path: string) => {
        const { status, headers } = await fetch(path)
        return [status, headers.get('content-security-policy') !== null]
      }
      return { page: await answer('/index.html'), others: await Promise.all(paths.map(answer)) }
    },
    [
      '/../../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/media/runs/..%2f..%2fstudio/samples/1.png',
      '/.built-from',
    ],
  )
  expect(answers.page).toEqual([200, true])
  expect(answers.others.map(([status]) => status)).toEqual([404, 404, 404, 404, 404])
  const posted = await studio.page.evaluate(async () => (await fetch('/index.html', { method: 'POST' })).status)
  expect(posted).toBe(404)
})

test('a drop from anybody but the studio’s page is refused', async () => {
  const answer = await studio.app.evaluate(async ({ BrowserWindow }) => {
    const webPreferences = { nodeIntegration: true, contextIsolation: false, sandbox: false }
    const forger = new BrowserWindow({ show: false, webPreferences })
    const attempt = `require('electron').ipcRenderer.invoke('dropped-path', '/etc/passwd').then(() => 'taken', (error) => error.message)`
    const answers: unknown[] = []
    try {
      for (const url of ['about:blank', 'app://studio/index.html']) {
        await forger.loadURL(url)
        answers.push(await forger.webContents.executeJavaScript(attempt))
      }
    } finally {
      forger.destroy()
    }
    return answers
  })
  for (const one of answer) expect(one).toContain('this drop is not the studio’s')
  expect(answer).toHaveLength(2)
})

test('a page of another origin gets no port; the studio’s own gets one, and garbage on it costs that page its port alone', async () => {
  await studio.page.context().addInitScript(() => {
    const ports: MessagePort[] = []
    Object.assign(window, { ports })
    window.addEventListener('message', ({ ports: [port] }) => {
      if (port) ports.push(port)
    })
  })
  // The question goes the way of the port, so that it comes after it; the preload script passes a port on as a task.
  const question =
    'new Promise((answer) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => answer(ports.length); port2.postMessage(0) })'
  const portsAt = (url: string) =>
    studio.app.evaluate(
      async ({ BrowserWindow }, { to, ask }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        await contents?.loadURL(to)
        const count: unknown = await contents?.executeJavaScript(ask)
        return count
      },
      { to: url, ask: question },
    )
  expect(await portsAt('data:text/html,<title>elsewhere</title>')).toBe(0)
  expect(await portsAt('about:blank')).toBe(0)
  expect(await portsAt('app://studio/')).toBe(1)
  await expect(studio.page.getByTestId('quick-start')).toBeVisible()
  await studio.page.evaluate(() => {
    const [port] = 'ports' in window && Array.isArray(window.ports) ? window.ports : []
    if (!(port instanceof MessagePort)) throw new Error('the studio’s page has no port')
    for (const garbage of [
      '{"half',
      '[]',
      '{"i":"1","t":1,"p":{"u":"/projects/list","b":{"json":{"__proto__":{"polluted":1}}}}}',
    ])
      port.postMessage(garbage)
    port.postMessage({ an: 'object' })
  })
  const log = () => readFileSync(join(folder.home, '.electron/studio.log'), 'utf8')
  await expect.poll(log).toContain('The page’s port was closed: a message of the type object came over it')
  await studio.page.reload()
  await expect(studio.page.getByTestId('quick-start')).toBeVisible()
  expect(await studio.app.evaluate(() => 'polluted' in {})).toBe(false)
})
