import { safe } from '@orpc/client'
import { appContract } from '@shared/contract/app'
import { fromPortError } from '@shared/contract/orpc-errors'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { guardPort } from '../../src-main/api/port-guard'
import { connectStudio } from '../support/connected-studio'
import { nested } from '../support/nested'
import { portPair } from '../support/node-port'
import { presetConfig } from '../support/studio-records'

// What a page can send that is no longer the studio's.

type JsonSchema = z.core.JSONSchema.JSONSchema

/** The inputs of all procedures as JSON schemas, by their names. */
const inputs = Object.entries(appContract).flatMap(([domain, procedures]) =>
  Object.entries(procedures).flatMap(([name, procedure]): [string, JsonSchema][] => {
    const { inputSchema } = procedure['~orpc']
    if (!(inputSchema instanceof z.ZodType)) return []
    return [[`${domain}.${name}`, z.toJSONSchema(inputSchema, { io: 'input', unrepresentable: 'any' })]]
  }),
)

const isSchema = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Every schema of a text in a schema, with where it is. */
function textsIn(schema: unknown, path: string): [string, Record<string, unknown>][] {
  if (!isSchema(schema)) return []
  const below = Object.entries(schema).flatMap(([key, value]) => textsIn(value, `${path}.${key}`))
  return schema['type'] === 'string' ? [[path, schema], ...below] : below
}

test('every text that the page may send has a limit', () => {
  const texts = inputs.flatMap(([name, schema]) => textsIn(schema, name))
  expect(texts.length).toBeGreaterThan(50)
  const limits = ['pattern', 'enum', 'const', 'maxLength', 'format']
  expect(texts.filter(([, text]) => !limits.some((limit) => limit in text)).map(([path]) => path)).toEqual([])
})

const identifier = '^[a-z0-9][a-z0-9-]{0,63}$'
const places = inputs.flatMap(([name, { properties = {} }]) =>
  Object.entries(properties)
    .filter(([, text]) => isSchema(text) && text['pattern'] === identifier)
    .map(([key]) => [name, key] as const),
)

test('no path is taken for an identifier, by any procedure', async () => {
  const { client } = connectStudio()
  expect(places.length).toBeGreaterThan(40)
  const calls: Record<string, Record<string, (input: unknown) => Promise<unknown>>> = Object.fromEntries(
    Object.entries(appContract).map(([domain, procedures]) => [
      domain,
      Object.fromEntries(
        Object.keys(procedures).map((name) => [name, (input: unknown) => call(client, domain, name, input)]),
      ),
    ]),
  )
  for (const [name, key] of places) {
    const [domain = '', procedure = ''] = name.split('.')
    for (const path of ['../../etc/passwd', '/etc/passwd', '..', 'a/b', 'a\\b', 'a\0b', 'A', '']) {
      const { error } = await safe(calls[domain]?.[procedure]?.({ [key]: path }) ?? Promise.reject(new Error(name)))
      const refusal = fromPortError(error)
      expect(refusal, `${name} ${key} ${path}`).toMatchObject({ code: 'INVALID_INPUT' })
      expect(JSON.stringify(refusal), `${name} ${key} ${path}`).toContain(`"path":"${key}"`)
    }
  }
})

/** Calls a procedure by its name with any input. */
function call(client: object, domain: string, name: string, input: unknown): Promise<unknown> {
  const procedures: unknown = Reflect.get(client, domain)
  if (typeof procedures !== 'function' && typeof procedures !== 'object') throw new Error(domain)
  if (procedures === null) throw new Error(domain)
  const procedure: unknown = Reflect.get(procedures, name)
  if (typeof procedure !== 'function') throw new Error(`${domain}.${name}`)
  return Promise.resolve(procedure(input))
}

const message = (url: string, body: string): string => `{"i":"attack","p":{"u":"${url}","b":${body}}}`
const valid = '"id":"first","name":"New"'

test.each([
  ['as a key', message('/projects/rename', `{"json":{${valid},"__proto__":{"polluted":true}}}`)],
  [
    'through the constructor',
    message('/projects/rename', `{"json":{${valid},"constructor":{"prototype":{"polluted":true}}}}`),
  ],
  ['as the place of a date', message('/projects/rename', `{"json":{${valid}},"meta":[[1,"__proto__","polluted"]]}`)],
  [
    'as the place of the whole',
    message('/projects/rename', `{"json":{${valid}},"meta":[[1,"constructor","prototype","polluted"]]}`),
  ],
  ['as the procedure', message('/__proto__/polluted', `{"json":{${valid}}}`)],
  ['as the procedure’s constructor', message('/constructor/assign', `{"json":{${valid}}}`)],
])('a prototype cannot be reached %s', async (_, attack) => {
  const { client, page } = connectStudio()
  const answered = new Promise<unknown>((resolve) => page.on('message', (event) => resolve(event?.data)))
  page.postMessage(attack)
  expect(await answered).toMatch(/"i":"attack"/)
  expect('polluted' in {}).toBe(false)
  expect(await client.projects.list()).toHaveLength(1)
})

test('a config that nests 10,000 deep is refused, and the studio goes on', async () => {
  const { client, page } = connectStudio()
  const answered = new Promise<unknown>((resolve) => page.on('message', (event) => resolve(event?.data)))
  page.postMessage(message('/runs/start', `{"json":{"config":${nested('{"a":', '1', '}')}}}`))
  expect(await answered).toMatch(/INVALID_INPUT|BAD_REQUEST/)
  expect(await client.projects.list()).toHaveLength(1)
})

test('what belongs to no setting of a config is refused by name', async () => {
  const { client } = connectStudio()
  const config = { ...presetConfig('mlp-small'), checkpointFolder: '/etc' }
  const { error } = await safe(client.runs.start({ project: 'first', name: null, preset: null, config }))
  expect(fromPortError(error)).toMatchObject({ code: 'INVALID_INPUT' })
})

test.each([
  ['a text beyond the limit', 'x'.repeat(101), 'a text of 101 characters'],
  ['bytes beyond the limit', new Uint8Array(101), '101 bytes'],
  ['a buffer beyond the limit', new ArrayBuffer(101), '101 bytes'],
  ['an object', { i: '1', p: { u: '/projects/list' } }, 'a message of the type object'],
  ['nothing', undefined, 'a message of the type undefined'],
])('%s closes the port unread', async (_, data, reason) => {
  const [server, page] = portPair()
  const [read, refused]: [unknown[], string[]] = [[], []]
  const closed = new Promise((resolve) => server.on('close', resolve))
  const guarded = guardPort(server, (what) => refused.push(what), 100)
  guarded.on('message', (event) => read.push(event?.data))
  guarded.start()
  page.postMessage('x'.repeat(100))
  page.postMessage(data)
  page.postMessage('after it')
  await closed
  expect(read).toEqual(['x'.repeat(100)])
  expect(refused).toEqual([reason])
})
