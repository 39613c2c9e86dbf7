import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forkTrainer } from '../../support/forked-trainer'
import { temporaryFolder } from '../../support/temporary-folder'
import { tinyRequest } from '../../support/tiny-run'

const provoker = join(import.meta.dirname, 'fixtures/provoke.cjs')

describe.each(['rejection', 'exception'])('an unhandled %s', (kind) => {
  it('fails the run with its words, tells main, and does not end the process', async () => {
    const trainer = await forkTrainer(['--require', provoker])
    const request = tinyRequest(temporaryFolder(), { duration: { unit: 'steps', count: 1_000_000 } })
    const types: string[] = []
    for await (const event of await trainer.client.train.start(request)) {
      types.push(event.type)
      if (event.type === 'sample') trainer.child.send({ provoke: kind })
      if (event.type === 'failed')
        expect(event.failure).toMatchObject({ code: 'UNEXPECTED', message: `provoked ${kind}` })
    }
    expect(types.at(-1)).toBe('failed')
    expect(await trainer.client.engines()).not.toHaveLength(0)
    expect(trainer.notices.find((notice) => notice.kind === 'fault')).toMatchObject({
      failure: { code: 'UNEXPECTED', message: `provoked ${kind}` },
    })
  })
})
