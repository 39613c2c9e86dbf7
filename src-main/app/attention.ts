import type { PageCommand } from '@shared/contract/page-commands'
import type { RunEvent } from '@shared/runs/events'
import { type BrowserWindow, Notification } from 'electron'
import { noRuns, type TaskProgress, takeEvent, taskProgress } from './run-tidings'

function showProgress(window: BrowserWindow, progress: TaskProgress): void {
  switch (progress.type) {
    case 'none':
      window.setProgressBar(-1)
      break
    case 'unknown':
      window.setProgressBar(2, { mode: 'indeterminate' })
      break
    case 'share':
      window.setProgressBar(progress.share, { mode: progress.paused ? 'paused' : 'normal' })
      break
  }
}

/** Whole percents are what a task bar shows; a text that is the same stands for the same picture. */
const pictureOf = (progress: TaskProgress): string =>
  progress.type === 'share' ? `${Math.round(progress.share * 100)} ${progress.paused}` : progress.type

/**
 * Shows the progress of runs in the task bar, and tells by a notification of the system what became of them while the window is not in
 * front. Pressing it brings the window to the front with that run. Ends with the events.
 */
export async function followRuns(
  events: AsyncIterable<RunEvent>,
  window: BrowserWindow,
  ask: (command: PageCommand) => void,
): Promise<void> {
  let runs = noRuns
  let picture = pictureOf({ type: 'none' })
  /** Notifications that are still to be seen: one that nothing holds goes with its click unheard. */
  const shown = new Set<Notification>()
  for await (const event of events) {
    const taken = takeEvent(runs, event)
    runs = taken.runs
    if (window.isDestroyed()) return
    const progress = taskProgress(runs)
    if (pictureOf(progress) !== picture) {
      picture = pictureOf(progress)
      showProgress(window, progress)
    }
    const { tiding } = taken
    if (tiding === undefined || window.isFocused() || !Notification.isSupported()) continue
    const notification = new Notification({ title: tiding.title, body: tiding.body })
    shown.add(notification)
    notification.on('close', () => shown.delete(notification))
    notification.on('click', () => {
      shown.delete(notification)
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      ask({ type: 'show-run', run: tiding.run })
    })
    notification.show()
  }
}
