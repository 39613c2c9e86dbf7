import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { PageCommand } from '@shared/contract/page-commands'
import { app, BrowserWindow, type MessagePortMain } from 'electron'
import { studioErrorOf } from '../api/failures'
import { type HomePaths, homePaths, studioHome } from '../home/home'
import { applicationFolder, resourcesFolder } from '../resources'
import { checkOnThread } from '../store/check-thread'
import { openStudio, type Studio } from '../studio/open'
import { defaultLimits } from '../training/supervisor'
import { followRuns } from './attention'
import { registerScheme, serveContent } from './content'
import { windowDialogs } from './dialogs'
import { ElectronImporterHost, ElectronTrainerHost } from './electron-host'
import { projectFilesIn } from './given-files'
import { fileLog, type Log } from './log'
import { installMenu } from './menu'
import { type PageInbox, servePage } from './page'
import { showRefusal } from './refusal'
import { denyEverythingElse, resolveNoNames } from './security'
import { Waiting } from './waiting'
import { createWindow, drawWithTwoThreads, loadPage } from './window'

/** Says why the studio cannot open, and ends with nothing changed once that was read. */
function refuseToOpen(error: unknown, log: Log): void {
  const failure = studioErrorOf(error)
  log.error(`Could not open: ${failure.message}`, failure.code === 'UNEXPECTED' ? error : undefined)
  process.exitCode = 1
  showRefusal(failure).catch((defect: unknown) => {
    log.error('Could not say why', defect)
    app.exit(1)
  })
}

/** Stops the runs with a checkpoint before the application ends; a second wish to quit does not wait. */
function closeBeforeQuit(studio: Studio<MessagePortMain>, log: Log): void {
  let closing = false
  app.on('before-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    studio
      .close()
      .catch((error: unknown) => log.error('Could not close the studio', error))
      .finally(() => app.exit(0))
  })
}

async function open(paths: HomePaths, inbox: PageInbox, log: Log): Promise<void> {
  const application = applicationFolder()
  const resources = resourcesFolder()
  const built = join(application, 'out')
  const studio = openStudio({
    paths,
    access: 'exclusive',
    host: new ElectronTrainerHost(join(built, 'main/trainer.cjs'), paths.graphs),
    importers: new ElectronImporterHost(join(built, 'main/importer.cjs')),
    application,
    resources,
    limits: { ...defaultLimits, queue: 'resume' },
    checkTime: { type: 'later', start: checkOnThread(join(built, 'main/check.cjs')) },
    onDefect: (error) => log.error('A defect', error),
  })
  closeBeforeQuit(studio, log)
  studio.notices
    .then((notices) => {
      for (const { message, safe } of notices) log.error(`${message} ${safe}`)
    })
    .catch((error: unknown) => log.error('Could not make the datasets ready', error))
  denyEverythingElse()
  const ask = (command: PageCommand) => inbox.commands.add(command)
  installMenu(ask)
  serveContent(
    join(built, 'renderer'),
    {
      sample: (run, step, kind) => studio.runs.sample(run, step, kind),
      imported: (run, tag, step) => studio.compare.picture(run, tag, step),
      mosaic: (dataset) => studio.datasets.mosaic(dataset),
      atlas: (dataset, split, offset, count) => studio.datasets.atlas(dataset, split, offset, count),
    },
    (error) => log.error('A picture could not be served', error),
  )
  const icon = join(resources, 'icons/icon.png')
  const window = createWindow({
    preload: join(built, 'preload/preload.cjs'),
    stateFile: join(app.getPath('userData'), 'window.json'),
    icon: existsSync(icon) ? icon : undefined,
  })
  servePage(window.webContents, studio, windowDialogs(window), inbox, log)
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error(`The page ended: ${reason}`)
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  app.on('second-instance', (_event, words, folder) => {
    inbox.files.add(...projectFilesIn(words.slice(1), folder))
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  followRuns(studio.runs.watch(null), window, ask).catch((error: unknown) =>
    log.error('Could not follow the runs', error),
  )
  await loadPage(window)
}

/** Starts the desktop application. */
export function startApplication(): void {
  // Where the system allows no sandbox (root in a container), the start script says so and passes --no-sandbox.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  resolveNoNames()
  drawWithTwoThreads()
  registerScheme()
  const paths = homePaths(studioHome(process.env, homedir()))
  // Chromium's own files stay out of the studio home, but every home has its own: each may have a window.
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    const home = createHash('sha256').update(paths.root).digest('hex').slice(0, 12)
    app.setPath('userData', join(app.getPath('appData'), 'gan-studio', home))
  }
  const log = fileLog(join(app.getPath('userData'), 'studio.log'))
  process.on('uncaughtException', (error) => log.error('An uncaught exception', error))
  process.on('unhandledRejection', (error) => log.error('An unhandled rejection', error))
  const inbox: PageInbox = { files: new Waiting(), commands: new Waiting() }
  inbox.files.add(...projectFilesIn(process.argv.slice(1), process.cwd()))
  // macOS tells of a file by an event, others on the command line.
  app.on('open-file', (event, file) => {
    event.preventDefault()
    inbox.files.add(...projectFilesIn([file], process.cwd()))
  })
  // A second window on this home would find it busy: the first one comes to the front instead.
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return
  }
  app.on('window-all-closed', () => app.quit())
  app
    .whenReady()
    .then(() => open(paths, inbox, log))
    .catch((error: unknown) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy()
      refuseToOpen(error, log)
    })
}
