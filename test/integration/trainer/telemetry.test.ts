import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { forkTrainer } from '../../support/forked-trainer'
import { temporaryFolder } from '../../support/temporary-folder'

it('sends no reports: ONNX Runtime makes no device identifier and no report log', async () => {
  const [home, temporary] = [temporaryFolder(), temporaryFolder()]
  const trainer = await forkTrainer([], { HOME: home, XDG_CACHE_HOME: '', TMPDIR: temporary })
  const engines = await trainer.client.engines()
  expect(engines.find(({ id }) => id === 'compiled-cpu')).toMatchObject({ available: true })
  expect(readdirSync(home)).toEqual([])
  expect(readdirSync(temporary)).toEqual([])
})
