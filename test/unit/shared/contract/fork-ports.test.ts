import { describe, expect, it } from 'vitest'
import { ForkPorts, type ProcessPort } from '../../../../src-shared/contract/fork-ports'
import type { ChannelPurpose, TrainerNotice } from '../../../../src-shared/contract/trainer-process'

interface Side {
  readonly ports: ForkPorts
  readonly opened: { readonly purpose: ChannelPurpose; readonly port: ProcessPort }[]
  readonly notices: TrainerNotice[]
}

/** Two sides whose messages are cloned on the way, as between processes. */
function sides(): { main: Side; trainer: Side } {
  const side = (send: (message: unknown) => void): Side => {
    const opened: Side['opened'] = []
    const notices: TrainerNotice[] = []
    const handlers = {
      onOpen: (purpose: ChannelPurpose, port: ProcessPort) => void opened.push({ purpose, port }),
      onNotice: (notice: TrainerNotice) => void notices.push(notice),
    }
    return { ports: new ForkPorts(send, handlers), opened, notices }
  }
  const main: Side = side((message) => trainer.ports.receive(structuredClone(message)))
  const trainer: Side = side((message) => main.ports.receive(structuredClone(message)))
  return { main, trainer }
}

function listen(port: ProcessPort): { data: unknown[]; closed: number } {
  const heard: { data: unknown[]; closed: number } = { data: [], closed: 0 }
  port.on('message', (event) => heard.data.push(event?.data))
  port.on('close', () => {
    heard.closed++
  })
  return heard
}

/** The one channel that a side was given. */
function given({ opened }: Side, at = 0): ProcessPort {
  const port = opened[at]?.port
  if (!port) throw new Error('no channel was opened')
  return port
}

describe('fork ports', () => {
  it('carry messages both ways, each channel its own', () => {
    const { main, trainer } = sides()
    const [api, frames] = [main.ports.open({ kind: 'api' }), main.ports.open({ kind: 'frames', session: 'a' })]
    expect(trainer.opened.map(({ purpose }) => purpose)).toEqual([{ kind: 'api' }, { kind: 'frames', session: 'a' }])
    const heard = [listen(api), listen(frames), listen(given(trainer)), listen(given(trainer, 1))]
    for (const port of [api, frames, given(trainer), given(trainer, 1)]) port.start()
    api.postMessage('to the api')
    given(trainer, 1).postMessage(Uint8Array.of(1, 2).buffer)
    expect(heard.map(({ data }) => data)).toEqual([[], [Uint8Array.of(1, 2).buffer], ['to the api'], []])
  })

  it('keep messages until they are started', () => {
    const { main, trainer } = sides()
    main.ports.open({ kind: 'api' }).postMessage('early')
    const heard = listen(given(trainer))
    expect(heard.data).toEqual([])
    given(trainer).start()
    expect(heard.data).toEqual(['early'])
  })

  it('close on both sides, once, and then carry nothing', () => {
    const { main, trainer } = sides()
    const api = main.ports.open({ kind: 'api' })
    const [mine, theirs] = [listen(api), listen(given(trainer))]
    api.start()
    given(trainer).start()
    given(trainer).close()
    api.close()
    api.postMessage('late')
    expect([mine.closed, theirs.closed, theirs.data]).toEqual([1, 1, []])
  })

  it('all close when the other process is gone', () => {
    const { main } = sides()
    const heard = [1, 2].map(() => listen(main.ports.open({ kind: 'api' })))
    main.ports.disconnect()
    main.ports.disconnect()
    expect(heard.map(({ closed }) => closed)).toEqual([1, 1])
  })

  it('carry notices, and ignore what is not of the protocol', () => {
    const { main } = sides()
    main.ports.receive({ kind: 'notice', notice: { kind: 'ready' } })
    for (const odd of [
      null,
      'x',
      { kind: 'open', channel: 0, purpose: { kind: 'api' } },
      { kind: 'data', channel: 77 },
    ]) {
      main.ports.receive(odd)
    }
    main.ports.receive({ kind: 'open', channel: 1, purpose: { kind: 'frames', session: '../etc' } })
    expect(main.notices).toEqual([{ kind: 'ready' }])
    expect(main.opened).toEqual([])
  })
})
