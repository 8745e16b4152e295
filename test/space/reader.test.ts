import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { encodeDatom, encodeValue, mintDatom, type SetEntry } from '../../src-main/datom'
import { RowReader } from '../../src-main/space/contacts/reader'
import { ReadDatom, soundDatom } from '../../src-main/space/contacts/reading'
import { rowOf } from '../../src-main/space/contacts/row'
import { importWorker } from './worker'

const noon = Date.parse('2026-04-01T12:00:00.000Z')
const own = { prefix: '', foreign: false }
const received = { prefix: 'share/', foreign: true }
let file: string
let reader: RowReader

beforeEach(async () => {
  file = join(dirname(await importWorker()), 'rows.worker.js')
  reader = new RowReader(file)
})
afterEach(() => reader.close())

function person(name: string, extra: object = {}) {
  const card = { '@type': 'Card', version: '1.0', uid: `uid-${name}`, name: { full: name } }
  return mintDatom({ content: { ...card, ...extra } as Card, tags: ['Friends'] }, noon)
}

function entry(datom: ReturnType<typeof person>): SetEntry {
  return { id: datom.id, bytes: encodeDatom(datom) }
}

/** The first answers come from this thread, until the other has started. */
async function readInThread(entries: SetEntry[], manner = own): Promise<ReadDatom[]> {
  const end = Date.now() + 20_000
  while (Date.now() < end) {
    const datoms = await reader.read(entries, manner)
    if (datoms.every(datom => datom instanceof ReadDatom)) return datoms as ReadDatom[]
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  throw new Error('The thread did not start')
}

const alice = person('Alice 张三', {
  organizations: { O1: { name: 'Kijani Seeds', units: [{ name: 'Growing' }] } },
  phones: { P1: { number: 'tel:+1 202 555 0101' } },
  media: { M1: { kind: 'photo', blobId: 'a'.repeat(64) } }
})

describe('a set that is read in a thread', () => {
  it('has the rows and the datoms that this thread would read', async () => {
    const datoms = [alice, person('Bob'), person('')]
    const read = await readInThread(datoms.map(entry))
    expect(read.map(({ row }) => row)).toEqual(datoms.map(datom => rowOf(datom.id, datom)))
    for (const [at, datom] of datoms.entries()) {
      const { id, type, category, tags, level, status, created, changed, version, content } =
        read[at]!
      const whole = { id, type, category, tags, level, status, created, changed, version, content }
      expect(whole).toEqual(datom)
    }
  })

  it('is read there from the first datom on where the thread has been warmed up', async () => {
    expect(reader.read([entry(alice)], own)).toBeInstanceOf(Array)
    await reader.warm()
    const [read] = await reader.read([entry(alice)], own)
    expect(read).toBeInstanceOf(ReadDatom)
    await reader.warm()
    const other = new RowReader(join(dirname(file), 'there-is-none.js'))
    await other.warm()
    expect(other.read([entry(alice)], own)).toBeInstanceOf(Array)
    await other.close()
  })

  it('is sound though somebody else wrote what is not', async () => {
    const hostile = [
      person('Mallory', { emails: 'many', phones: { P1: { number: 7 } }, notes: [1] }),
      person('Deep', {
        keywords: null,
        organizations: { O1: { name: 'A', units: { length: 9 } } }
      }),
      person('Long', { notes: { N1: { note: 'x'.repeat(200_000) } } })
    ]
    const read = await readInThread(hostile.map(entry), received)
    for (const [at, datom] of hostile.entries()) {
      const sound = soundDatom(datom)
      expect(read[at]!.row).toEqual(rowOf(`share/${datom.id}`, sound))
      expect(read[at]!.content).toEqual(sound.content)
    }
  })

  it('is refused when it holds what is no datom, and the thread reads on', async () => {
    await readInThread([entry(alice)])
    const wrong: SetEntry[] = [
      { id: alice.id, bytes: Buffer.from('rubbish') },
      { id: alice.id, bytes: encodeValue({ id: alice.id }) },
      { id: person('Bob').id, bytes: encodeDatom(alice) }
    ]
    for (const one of wrong) {
      await expect(reader.read([entry(alice), one], received)).rejects.toMatchObject({
        code: 'STORAGE_CORRUPT'
      })
    }
    expect(await readInThread([entry(alice)])).toHaveLength(1)
  })

  it('is read to its end when the thread ends in the middle', async () => {
    const entries = Array.from({ length: 500 }, (_, at) => entry(person(`Person ${at}`)))
    await readInThread([entry(alice)])
    const reading = reader.read(entries, own)
    await reader.close()
    const datoms = await reading
    expect(datoms.map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
    expect((await reader.read(entries, own)).length).toBe(500)
  })

  it('is read here where there is no file for a thread', async () => {
    const here = new RowReader(join(dirname(file), 'missing.js'))
    const datoms = await here.read([entry(alice)], own)
    expect(datoms).toEqual([alice])
    await here.close()
  })
})
