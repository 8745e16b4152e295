import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import {
  changeDatom,
  DatomSet,
  decodeDatom,
  decodeValue,
  encodeDatom,
  encodeValue,
  EpochRing,
  mintDatom,
  Replay,
  type Datom,
  type SetChange
} from '../../../src-main/datom'
import { MAX_UNPACKED, packBlock, unpackBlock } from '../../../src-main/datom/packed'
import { soundCard } from '../../../src-main/contacts/sound'
import type { DatomspaceError } from '../../../src-main/error'
import { readRows } from '../../../src-main/space/contacts/reading'
import { admit, card } from '../../datom/room'
import { mutate } from '../bytes'
import { twist } from '../json'
import type { Random } from '../random'
import { insist, target } from '../target'

const ID = '01900000-0000-7000-8000-000000000001'
const DATOMS: Datom[] = [
  mintDatom({ id: ID, content: card('Carol'), tags: ['friends'] }, 0),
  changeDatom(mintDatom({ id: ID, content: card('Dave 戴夫') }, 0), { level: 'public' }, 1),
  mintDatom({ id: ID, content: card('Erin', { emails: { e1: { address: 'e@example.org' } } }) }, 0)
]
const BYTES = DATOMS.map(encodeDatom)
const WORDS = ['"id":', '"content":', '[[[[[[[[', '{"a":', '\u0001', '"__proto__":{}', '1e999']

export const datom = target({
  name: 'datom',
  what: 'datom values in a received set, and the rows made of them in a worker',
  input: random =>
    random.chance(2) ? mutate(BYTES, random, WORDS) : encoded(twist(DATOMS as unknown[], random)),
  run: bytes => {
    const value = decodeValue(bytes, 'A value')
    insist(typeof value === 'object', 'an object')
    const decoded = decodeDatom(bytes, ID)
    insist(decoded.id === ID && decoded.content['@type'] === 'Card', 'a datom')
    const lengths = [bytes.byteLength]
    const rows = readRows({ number: 1, prefix: '', foreign: true, ids: [ID], bytes, lengths })
    insist(rows.names.length === 1, 'a row')
  }
})

const PACKED = [
  packBlock(Buffer.from(JSON.stringify(DATOMS).repeat(20)), 0),
  packBlock(Buffer.alloc(40_000, 'a datom '), 0),
  packBlock(Buffer.from('too little to be packed'), 0)
]

export const packed = target({
  name: 'packed',
  what: 'packed blocks of a received set',
  input: random =>
    mutate(PACKED, random, ['\u007a\u00ff\u00ff\u00ff', '\u007a\u0003\u00ff\u00ff', '\u007a']),
  run: stored => {
    const block = unpackBlock(stored)
    insist(
      block === stored || block.byteLength <= MAX_UNPACKED,
      'a block of a size that is allowed'
    )
  }
})

function encoded(value: unknown): Buffer {
  return typeof value === 'object' && value !== null
    ? encodeValue(value)
    : Buffer.from(`\u0001${JSON.stringify(value) ?? ''}`)
}

/** The blocks of a true set, with a tree, values and a deletion, as its owner's program wrote them. */
const PATIENCE = 40
let seeds: Buffer[] = []
let folder = ''
let store: Corestore
let made = 0
let ring: EpochRing

async function open(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
  store = new Corestore(folder)
  await store.ready()
  ring = EpochRing.create()
  const set = DatomSet.open({ store, keyPair: crypto.keyPair(), ring, admit })
  await set.ready()
  const datoms = Array.from({ length: 40 }, (_, n) => mintDatom({ content: card(`P ${n}`) }, n))
  await set.put(datoms)
  await set.put([changeDatom(datoms[3]!, { content: card('x'.repeat(20_000)) }, 99)])
  await set.put([mintDatom({ content: card('last') }, 100)])
  seeds = []
  for (let at = 0; at < set.core.length; at++) seeds.push((await set.core.get(at)) as Buffer)
  await set.close()
}

/** What an owner may write who patched the program: her blocks are hers to sign. */
export const blocks = target({
  name: 'set',
  what: 'blocks of a received set: the tree, its entries, differences of versions',
  input: (random: Random) => {
    const all = seeds.length > 0 ? [...seeds] : [Buffer.alloc(1)]
    for (let times = random.few(3); times > 0; times--) {
      const at = random.below(all.length)
      if (random.chance(4)) all.splice(at, 1)
      else if (random.chance(4)) all.push(random.pick(all))
      else all[at] = mutate([all[at]!], random, ['d/', 'm', 'x/', 'd0'])
    }
    return all
  },
  ready: open,
  close: async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  },
  run: async written => {
    const keyPair = crypto.keyPair()
    const owner = DatomSet.open({ store, keyPair, ring, admit })
    await owner.ready()
    const half = written.length >> 1
    await owner.core.append(written.slice(0, half))
    const set = DatomSet.follow({ store, key: DatomSet.keyOf(keyPair.publicKey), ring })
    const replay = new Replay(set)
    const told = outcome(replay, written.length)
    await replay.ready()
    await owner.core.append(written.slice(half))
    const fault = await told
    await replay.close()
    await owner.core.clear(0, owner.core.length)
    await owner.close()
    // What was written is let go of now and then, or it is the disk that is tested.
    if (++made % 1_000 === 0) await afresh()
    if (fault) throw fault
  }
})

/** How far the reading came: to the end, to a fault, or to where it waits for what nobody has. */
function outcome(replay: Replay, length: number): Promise<Error | null> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(null), PATIENCE)
    const done = (error: Error | null) => {
      clearTimeout(timer)
      resolve(error)
    }
    replay.on('change', ({ put }: SetChange) => {
      for (const { content } of put) soundCard(content)
    })
    replay.on('fault', (error: DatomspaceError) => done(error))
    replay.on('locked', () => done(null))
    replay.on('synced', (to: number) => to >= length && done(null))
  })
}

async function afresh(): Promise<void> {
  await blocks.close!()
  await open()
}
