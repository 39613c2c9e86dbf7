import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createORPCClient } from '@orpc/client'
import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { expect, test } from 'vitest'
import type { TrainerClient, TrainerEnd } from '../../../src-main/training/host'
import { mortalLink } from '../../../src-main/training/link'
import { headline, Tail } from '../../../src-main/training/tail'
import { portPair } from '../../support/node-port'

function deafProcess() {
  const [port] = portPair()
  port.start()
  let end: (end: TrainerEnd) => void = () => undefined
  const ended = new Promise<TrainerEnd>((resolve) => {
    end = resolve
  })
  const client: TrainerClient = createORPCClient(mortalLink(Promise.resolve(port), ended))
  return { client, end: (reason: string) => end({ type: 'lost', reason, lastWords: 'last words' }) }
}

test('calls that wait when the process ends, and calls after it, reject with TRAINER_LOST', async () => {
  const { client, end } = deafProcess()
  const waiting = client.engines()
  end('it fell over')
  const lost = {
    code: 'TRAINER_LOST',
    message: 'The training process has ended: it fell over',
    failure: { details: 'last words' },
  }
  await expect(waiting).rejects.toMatchObject(lost)
  await expect(client.train.pause()).rejects.toMatchObject(lost)
})

test('a process that never listens rejects its calls when it ends', async () => {
  let end: (end: TrainerEnd) => void = () => undefined
  const ended = new Promise<TrainerEnd>((resolve) => {
    end = resolve
  })
  const client: TrainerClient = createORPCClient(mortalLink(new Promise(() => undefined), ended))
  const waiting = client.engines()
  end({ type: 'dismissed' })
  await expect(waiting).rejects.toMatchObject({ code: 'TRAINER_LOST' })
})

test('what a call gave back is not kept while the process lives', async () => {
  setFlagsFromString('--expose_gc')
  const collect: () => void = runInNewContext('gc')
  const [port, server] = portPair()
  new RPCHandler({ engines: os.handler(() => [{ large: 'result' }]) }).upgrade(server, { context: {} })
  server.start()
  port.start()
  const link = mortalLink(Promise.resolve(port), new Promise(() => undefined))
  const kept = await link.call(['engines'], undefined, { context: {} }).then((output) => {
    expect(output).toEqual([{ large: 'result' }])
    return new WeakRef(Object(output))
  })
  await setImmediate()
  collect()
  expect(kept.deref()).toBeUndefined()
})

test('the tail keeps the end, and the headline is the line that names the error', () => {
  const tail = new Tail()
  for (let i = 0; i < 5000; i++) tail.add('x')
  tail.add('\nnode:internal\n    throw error;\n\nError: no such thing\n    at file\n\nNode.js v20.1.0\n')
  expect(tail.text().length).toBeLessThanOrEqual(4000)
  expect(headline(tail.text())).toBe('Error: no such thing')
  expect(headline('killed\nNode.js v20.1.0')).toBe('killed')
  expect(headline('')).toBeUndefined()
})
