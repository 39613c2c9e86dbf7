import { projectEnding } from '@shared/projects/travel'
import { onBeforeUnmount } from 'vue'
import { useDrops } from '../app/drops'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { useTravel } from './travel-store'

/** Opens project files that are dropped on the window, and those that the system hands to the studio, while the component lives. */
export function useProjectFiles(): void {
  const travel = useTravel()
  const notices = useNotices()
  const leaving = new AbortController()
  useDrops().openEnding(projectEnding, ({ source }) => void travel.open(source))
  onBeforeUnmount(() => leaving.abort())
  async function follow(): Promise<void> {
    try {
      for await (const { source } of await api.projects.given(undefined, { signal: leaving.signal })) {
        await travel.open(source)
      }
    } catch (error) {
      if (!leaving.signal.aborted) notices.fail(error)
    }
  }
  void follow()
}
