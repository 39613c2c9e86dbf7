import type { PageCommand } from '@shared/contract/page-commands'
import { onBeforeUnmount } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '../client/api'
import { useImport } from '../datasets/import/store'
import { useHelp } from '../help/store'
import { useTravel } from '../projects/travel-store'
import { useRuns } from '../runs/store'
import { useTour } from '../tour/store'
import { useNotices } from './notices'
import { newRunPlace, screens, trainPlace } from './places'

/** What opens and closes over the screens. */
export interface Overlays {
  readonly togglePalette: () => void
  readonly showShortcuts: () => void
}

/**
 * Does what is asked of the page as a whole, by keys, the palette, the application's menu or a notification; follows the last two while
 * the component lives.
 */
export function usePageCommands({ togglePalette, showShortcuts }: Overlays): (command: PageCommand) => void {
  const router = useRouter()
  const runs = useRuns()
  const work = useImport()
  const travel = useTravel()
  const notices = useNotices()
  const help = useHelp()
  const tour = useTour()

  async function perform(command: PageCommand): Promise<void> {
    switch (command.type) {
      case 'screen': {
        const screen = screens[command.index]
        if (screen) await router.push(screen.path)
        break
      }
      case 'palette':
        togglePalette()
        break
      case 'shortcuts':
        showShortcuts()
        break
      case 'tour':
        tour.start()
        break
      case 'glossary':
        help.glossary = true
        break
      case 'curves':
        help.curves = true
        break
      case 'back':
        router.back()
        break
      case 'forward':
        router.forward()
        break
      case 'new-run':
        await router.push(newRunPlace({}))
        break
      case 'import-folder':
        await work.pick('folder')
        break
      case 'open-project-file':
        await travel.open(null)
        break
      case 'active-run':
        if (runs.active) await runs[command.act](runs.active.id)
        break
      case 'show-run':
        await router.push(trainPlace(command.run))
        break
    }
  }
  const act = (command: PageCommand): void => void perform(command).catch(notices.fail)

  const leaving = new AbortController()
  onBeforeUnmount(() => leaving.abort())
  async function follow(): Promise<void> {
    try {
      for await (const command of await api.studio.commands(undefined, { signal: leaving.signal })) act(command)
    } catch (error) {
      if (!leaving.signal.aborted) notices.fail(error)
    }
  }
  void follow()
  return act
}
