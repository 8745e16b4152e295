import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calls, type CallName } from '../../src-main/contract'
import { Server } from '../../src-main/contract/served-server'
import { ERROR_CODES } from '../../src-main/error'
import { importWorker } from '../space/worker'

/** What pages and programs could send that no screen ever does. */
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    '',
    '../../etc/passwd',
    'x'.repeat(100_000),
    '\u0000',
    '__proto__',
    Number.NaN,
    -1,
    2 ** 53,
    1e308,
    [],
    Array.from({ length: 1_000 }, () => 'id'),
    { __proto__: null, id: 'x' },
    { kind: 'set' },
    '2026-02-30T99:99:99Z'
  )
)

/** Values that get past a schema, so that the handlers behind it are met too. */
const plausible = fc.oneof(
  fc.constantFrom<unknown>(
    'id',
    'own',
    'all',
    'datom1qqqqqq',
    0,
    1,
    100,
    true,
    'vcard4',
    'personal',
    'new',
    'skip',
    '2099-01-01T00:00:00.000Z',
    ['id'],
    ['a', 'b'],
    { kind: 'ids', ids: ['id'] },
    { kind: 'filter', filter: { query: '(' } },
    { kind: 'set', setId: 'id' },
    { kind: 'datoms', setId: 'id', ids: ['x'] },
    { '@type': 'Card', uid: 'u', name: 7, emails: [] },
    { query: '\\', origin: 'own' }
  ),
  hostile
)

/** Network work would only make it slow; what it does with hostile keys is tested where it lives. */
const SLOW: CallName[] = ['space.pause']

describe('every call, with whatever somebody sends', () => {
  let folder: string
  let server: Server

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
    server = new Server({
      storage: folder,
      host: `fuzz-${process.pid}`,
      keychain: 'memory',
      network: 'off'
    })
    server.modulesOptions = { workerFile: await importWorker() }
    await server.ready()
  })

  afterAll(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  const names = (Object.keys(calls) as CallName[]).filter(name => !SLOW.includes(name))

  it.each(names)('%s answers with a known refusal or a result, and nothing else', async name => {
    const members = Object.keys(
      (calls[name].params as { entries?: object; wrapped?: { entries?: object } }).entries ?? {}
    )
    const params = fc.oneof(
      { weight: 1, arbitrary: hostile },
      {
        weight: 3,
        arbitrary: fc.record(
          Object.fromEntries(members.map(member => [member, plausible])) as Record<
            string,
            fc.Arbitrary<unknown>
          >,
          { requiredKeys: [] }
        )
      }
    )
    await fc.assert(
      fc.asyncProperty(
        params,
        fc.constantFrom('window' as const, 'socket' as const),
        async (given, caller) => {
          const answer = await server.served.router.answer(name, given, caller)
          // Whatever it is, it can cross to another process.
          expect(() => structuredClone(answer)).not.toThrow()
          if (answer.ok) return
          expect(ERROR_CODES).toContain(answer.error.code)
          expect(answer.error, JSON.stringify({ given, answer })).not.toMatchObject({
            code: 'INTERNAL'
          })
        }
      ),
      { numRuns: 60 }
    )
  })

  it('the space is unharmed afterwards', async () => {
    const answer = await server.served.router.answer('space.status', {}, 'window')
    expect(answer).toMatchObject({ ok: true, value: { phase: 'open' } })
  })
})
