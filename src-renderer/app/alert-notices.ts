import { alertWords } from '@shared/alerts/alert'
import { runTitle } from '@shared/runs/title'
import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useRuns } from '../runs/store'
import { formatCount } from '../ui/format/numbers'
import { useNotices } from './notices'
import { trainPlace } from './places'

/** Tells of every alert that is raised, but for one of the run that is on the screen: that shows its own. */
export function useAlertNotices(): void {
  const runs = useRuns()
  const notices = useNotices()
  const route = useRoute()
  const router = useRouter()
  watch(
    () => runs.raised,
    (raised) => {
      if (raised === undefined) return
      const place = trainPlace(raised.run)
      if (route.path === router.resolve(place).path) return
      const run = runs.get(raised.run)
      const { title } = alertWords[raised.alert.kind]
      const who = run === undefined ? raised.run : runTitle(run)
      notices.warn(`${who}: ${title.toLowerCase()}, since step ${formatCount(raised.alert.since)}`, {
        label: 'Show',
        run: () => void router.push(place),
      })
    },
  )
}
