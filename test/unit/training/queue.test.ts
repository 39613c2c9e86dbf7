import { expect, test } from 'vitest'
import { type OpenHome, openHome } from '../../../src-main/home/open'
import { Watchers } from '../../../src-main/runs/watchers'
import { QueueService } from '../../../src-main/training/queue'
import { defaultSilence } from '../../../src-main/training/silence'
import { type QueueMode, Supervisor } from '../../../src-main/training/supervisor'
import { type Script, ScriptedHost } from '../../support/scripted-trainer'
import { temporaryPaths } from '../../support/studio-home'
import { newRun, noProgress } from '../../support/studio-records'

const images = { file: '/nowhere', count: 100, image: { height: 28, width: 28, channels: 1 as const } }

/** Trains until it is asked to stop. */
const patient: Script = async function* ({ asked }) {
  yield { type: 'started', engine: 'reference', progress: noProgress }
  while ((await asked()) !== 'stop');
  yield { type: 'stopped' }
}

/** A studio on a home, as far as its queue goes. */
function open(home: OpenHome, queue: QueueMode, script: Script = patient) {
  const host = new ScriptedHost(script)
  const watchers = new Watchers(0)
  const { store, paths } = home
  const tools = {
    store,
    paths,
    host,
    watchers,
    packedImages: () => Promise.resolve(images),
    now: () => 1,
    silence: defaultSilence,
    onDefect: (error: unknown) => {
      throw error
    },
  }
  const supervisor = new Supervisor(tools, { runs: 1, stopBudget: 10_000, queue })
  supervisor.recover()
  const service = new QueueService(home, supervisor)
  const running = async (...ids: string[]) => {
    const present = () => store.runs.list(null).map((run) => ({ type: 'run' as const, run }))
    for await (const _ of watchers.watch(present, ({ type }) => type === 'run')) {
      const active = store.runs.list(null).filter(({ status }) => status.state === 'running')
      if (ids.every((id) => active.some((run) => run.id === id))) return active.length
    }
    throw new Error('the watch ended')
  }
  const start = () => {
    const { id } = store.runs.add(newRun('p'))
    supervisor.enqueue(id)
    return id
  }
  return { supervisor, service, host, store, start, running }
}

function newHome() {
  const paths = temporaryPaths()
  const home = openHome(paths)
  home.store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  return { paths, home }
}

const places = ({ store }: ReturnType<typeof open>) =>
  Object.fromEntries(store.runs.list(null).map(({ id, queuePlace }) => [id, queuePlace]))

test('what waits and what is at work are as they were after a restart, in their order', async () => {
  const { paths, home } = newHome()
  const first = open(home, 'resume')
  const [a, b, c, d] = [first.start(), first.start(), first.start(), first.start()]
  await first.running(a)
  expect(first.service.reorder([d, b]).waiting).toEqual([d, b, c])
  expect(places(first)).toEqual({ [a]: null, [b]: 2, [c]: 3, [d]: 1 })
  await first.supervisor.close()
  home.close()

  const again = openHome(paths)
  const second = open(again, 'resume')
  expect(second.service.show()).toEqual({ waiting: [a, d, b, c], atOnce: 1 })
  expect(second.host.started).toBe(0)
  second.supervisor.begin()
  expect(await second.running(a)).toBe(1)
  await second.supervisor.stop(a)
  await second.running(d)
  expect(second.service.show().waiting).toEqual([b, c])
  await second.supervisor.close()
  again.close()
})

test('a studio that holds the queue leaves what waits alone until it is told to go on', async () => {
  const { paths, home } = newHome()
  const first = open(home, 'resume')
  const [a, b, c] = [first.start(), first.start(), first.start()]
  await first.running(a)
  await first.supervisor.close()
  home.close()

  const again = openHome(paths)
  const second = open(again, 'hold')
  second.supervisor.begin()
  const own = second.start()
  await second.running(own)
  expect(second.service.show().waiting).toEqual([a, b, c])
  await second.supervisor.stop(b)
  await second.supervisor.stop(own)
  await second.supervisor.resume(c)
  await second.running(c)
  expect(second.service.show().waiting).toEqual([a])
  await second.supervisor.close()
  expect(again.store.runs.summary(a).status).toEqual({ state: 'queued' })
  expect(again.store.runs.summary(b).status).toEqual({ state: 'stopped' })
  again.close()
})

test('as many train at once as are allowed, and the number is kept', async () => {
  const { paths, home } = newHome()
  const first = open(home, 'resume')
  const [a, b, c] = [first.start(), first.start(), first.start()]
  expect(await first.running(a)).toBe(1)
  expect(first.service.setAtOnce(2)).toEqual({ waiting: [c], atOnce: 2 })
  expect(await first.running(a, b)).toBe(2)
  first.service.setAtOnce(1)
  await first.supervisor.stop(a)
  expect(first.service.show()).toEqual({ waiting: [c], atOnce: 1 })
  first.service.setAtOnce(2)
  await first.supervisor.close()
  home.close()
  const again = openHome(paths)
  expect(open(again, 'resume').service.show()).toEqual({ waiting: [b, c], atOnce: 2 })
  again.close()
})

test('the engine that a resume asked for is kept while the run waits', async () => {
  const { paths, home } = newHome()
  const first = open(home, 'resume')
  const [a, b] = [first.start(), first.start()]
  await first.running(a)
  await first.supervisor.stop(b)
  await first.supervisor.resume(b, 'compiled-webgpu')
  await first.supervisor.close()
  home.close()
  const again = openHome(paths)
  const second = open(again, 'resume')
  second.supervisor.begin()
  await second.running(a)
  await second.supervisor.stop(a)
  await second.running(b)
  expect(second.host.requests.map(({ engine }) => engine)).toEqual([null, 'compiled-webgpu'])
  await second.supervisor.close()
  again.close()
})
