import { EventEmitter } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SETTINGS, SettingsFile } from '../../../src-main/space/settings'
import { FrameSocket, type Frame } from '../../../src-main/space/local/frames'
import { fromWire } from '../../../src-main/space/local/wire'
import { DEFAULT_IMPORT_LIMITS } from '../../../src-main/space/imports/limits'
import { ImportSession } from '../../../src-main/space/imports/session'
import { Router } from '../../../src-main/contract/router'
import { calls, type CallName } from '../../../src-main/contract'
import { ERROR_CODES } from '../../../src-main/error'
import { mutate } from '../bytes'
import { twist } from '../json'
import type { Random } from '../random'
import { insist, target } from '../target'

/** A frame as it goes over the socket. */
function frame(header: unknown, parts: (Buffer | null)[] = []): Buffer {
  const json = Buffer.from(JSON.stringify(header) ?? '')
  const body = parts.flatMap(part => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(part ? part.byteLength : 0xffffffff)
    return part ? [length, part] : [length]
  })
  const head = Buffer.alloc(8)
  const rest = Buffer.concat(body)
  head.writeUInt32BE(4 + json.byteLength + rest.byteLength, 0)
  head.writeUInt32BE(json.byteLength, 4)
  return Buffer.concat([head, json, rest])
}

const HEADERS = [
  { i: 1, m: 'hello', version: 1 },
  { i: 2, m: 'open', h: 1, name: 'x' },
  { i: 3, m: 'append', h: 1 },
  { i: 4, m: 'call', name: 'space.status', params: {} },
  { i: 5, error: { code: 'NOT_FOUND', message: 'x', details: {} } },
  { e: 'append', h: 1, length: 3, byteLength: 9, fork: 0 }
]
const FRAMES = HEADERS.map(header => frame(header, [Buffer.from('block'), null, Buffer.alloc(0)]))

export const frames = target({
  name: 'frames',
  what: 'frames of the local socket, in any pieces',
  input: (random: Random) => {
    const bytes = Buffer.concat(
      Array.from({ length: random.few(4) }, () =>
        random.chance(2) ? mutate(FRAMES, random) : frame(twist(HEADERS, random), [null])
      )
    )
    return { bytes, cuts: Array.from({ length: random.few(6) }, () => random.below(bytes.length)) }
  },
  run: ({ bytes, cuts }) => {
    const socket = Object.assign(new EventEmitter(), {
      destroyed: false,
      destroy: () => (socket.destroyed = true)
    })
    const reader = new FrameSocket(socket as never)
    reader.on('frame', ({ header, parts }: Frame) => {
      insist(typeof header === 'object' && !Array.isArray(header), 'a header')
      for (const part of parts) insist(part === null || part.byteLength <= bytes.length, 'a part')
      if (header.error !== undefined && header.error !== null) fromWire(header.error)
    })
    let from = 0
    for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
      if (!socket.destroyed) socket.emit('data', bytes.subarray(from, cut))
      from = cut
    }
  }
})

const { totalBytes, ...limits } = DEFAULT_IMPORT_LIMITS
const FILES: [string, string][] = [
  ['a.vcf', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nTEL:+34 600\r\nEND:VCARD\r\n'],
  ['b.csv', 'Name,Email\r\nBob,b@example.org\r\n'],
  ['c.txt', 'nothing']
]
const CALLS: { method: string; params: unknown[] }[] = [
  { method: 'page', params: [{ kind: 'all', query: 'a', offset: 0, limit: 10 }] },
  { method: 'choose', params: [{ rows: [0], choice: 'skip' }] },
  { method: 'card', params: [0] },
  { method: 'row', params: [0] },
  { method: 'plan', params: [0, 10, { now: 0, importId: 'x', level: 'personal', tags: [] }] },
  { method: 'newBlobs', params: ['', 1000] },
  { method: 'retry', params: [0, 'BEGIN:VCARD\nVERSION:3.0\nFN:B\nEND:VCARD\n'] },
  { method: 'inspectionOf', params: [0] },
  { method: 'preview', params: [0, { charset: 'gb18030' }] },
  { method: 'configure', params: [1, { mapping: { Name: 'name.full', Email: 'ignore' } }] },
  { method: 'addExisting', params: [{ ids: [], bytes: new Uint8Array(0), ends: [] }] },
  { method: 'addKnown', params: [[['hash', 'id']]] }
]
let folder = ''
let place = 0

/**
 * What main passes on of what a page says: rows, texts, names of charsets and columns. The worker's own
 * words are not tried: it is our code, in our process.
 */
export const imports = target({
  name: 'import',
  what: 'a whole import in the worker: a hostile file, and hostile texts, rows and columns for it',
  input: (random: Random) => {
    const [name, text] = random.pick(FILES)
    return {
      name,
      bytes: mutate([Buffer.from(text)], random, ['\r\n', ',', '"', 'BEGIN:VCARD\r\n', '\u0000']),
      asked: Array.from({ length: random.few(5) }, () => {
        const { method, params } = random.pick(CALLS)
        const isSafe = method === 'addExisting' || method === 'addKnown' || method === 'plan'
        return { method, params: isSafe ? params : params.map(each => bent(each, random)) }
      })
    }
  },
  ready: async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
  },
  close: () => rm(folder, { recursive: true, force: true }),
  run: async ({ name, bytes, asked }) => {
    const path = join(folder, `${place++ % 8}-${name}`)
    await writeFile(path, bytes)
    const session = new ImportSession({ limits, totalBytes, region: 'CN' }, () => {})
    await session.open([{ path, name }])
    for (const { method, params } of asked) {
      const made = session as unknown as Record<string, (...params: unknown[]) => unknown>
      await made[method]!(...params)
    }
  }
})

/** Of the same kind as the schema of the call lets through: the schemas are tried by `call`. */
function bent(value: unknown, random: Random): unknown {
  if (typeof value === 'number') return random.pick([0, 1, 2, 99_999, value])
  if (typeof value === 'string') return mutate([Buffer.from(value)], random).toString()
  if (Array.isArray(value)) return value.map(each => bent(each, random))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      random.chance(6) ? random.pick(['__proto__', 'constructor', name]) : name,
      name === 'kind' || name === 'choice' || name === 'charset' ? each : bent(each, random)
    ])
  )
}

const router = new Router(() => ({}))
const NAMES = Object.keys(calls) as CallName[]
const PARAMS: unknown[] = [
  { id: 'x', label: 'x', selection: { kind: 'set', setId: 'x' }, fields: ['name'], until: null },
  { key: 'datom1x', did: 'did:key:z6Mk', message: 'x', name: 'x', purpose: 'x' },
  { offset: 0, limit: 10, query: 'x', kind: 'all', filter: { query: 'x', origin: 'own' } },
  { terms: { permission: [{ action: ['read'] }], prohibition: [] }, audience: { kind: 'ticket' } },
  { selection: { kind: 'ids', ids: ['a'] }, format: 'vcard4', card: { '@type': 'Card', uid: 'u' } }
]

export const call = target({
  name: 'call',
  what: 'parameters of every call between processes, as far as their schemas',
  input: (random: Random) => ({
    name: random.chance(10)
      ? mutate([Buffer.from('space.status')], random).toString()
      : random.pick(NAMES),
    params: twist(PARAMS, random),
    caller: random.pick(['window', 'socket'] as const)
  }),
  run: async ({ name, params, caller }) => {
    const answer = await router.answer(name, params, caller)
    structuredClone(answer)
    if (answer.ok) return
    const { code, message } = answer.error
    insist(
      ERROR_CODES.includes(code) && code !== 'INTERNAL',
      `a refusal without a name: ${message}`
    )
  }
})

const SETTINGS = [{ version: 1, ...DEFAULT_SETTINGS }, { locale: 'en' }]

export const settings = target({
  name: 'settings',
  what: 'the file of settings',
  input: (random: Random) =>
    random.chance(2)
      ? mutate(
          SETTINGS.map(each => Buffer.from(JSON.stringify(each))),
          random
        )
      : Buffer.from(JSON.stringify(twist(SETTINGS, random)) ?? ''),
  ready: async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
  },
  close: () => rm(folder, { recursive: true, force: true }),
  run: async bytes => {
    const path = join(folder, `settings-${place++ % 8}.json`)
    await writeFile(path, bytes)
    const read = await new SettingsFile(path).get()
    const names = Object.keys(read).sort().join()
    insist(names === Object.keys(DEFAULT_SETTINGS).sort().join(), 'settings that are others')
  }
})
