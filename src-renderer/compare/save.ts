import { useNotices } from '../app/notices'
import { api } from '../client/api'

/**
 * Lets a person choose a file and writes to it. @param name what is suggested, with its ending
 * @throws StudioError where it cannot be written
 */
export async function saveBytes(name: string, content: string | Blob): Promise<void> {
  const data = typeof content === 'string' ? new Blob([content]) : content
  const written = await api.studio.saveFile({ name, data })
  if (written) useNotices().say(`Wrote ${written.name}`)
}
