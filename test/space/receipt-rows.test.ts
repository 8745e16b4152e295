import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { overviewOf, signReceipt, type CountedUse, type MeterFilter } from '../../src-main/meter'
import { PURPOSES } from '../../src-main/rights'
import {
  RECEIPT_ROWS,
  ReceiptRows,
  rowKey,
  type PlacedRecord,
  type ReceiptRecord
} from '../../src-main/space/metering/receipt-rows'
import type { ReceiptState } from '../../src-main/space/shapes'
import { Space } from '../../src-main/space/space'

const SHARE = 'a-share'
const DAY = 24 * 60 * 60 * 1000
const BEGIN = Date.parse('2026-01-01T00:00:00Z')
const STATES: ReceiptState[] = ['ok', 'ok', 'ok', 'gap', 'fork', 'reordered', 'repeated', 'clock']
const purposes = Object.keys(PURPOSES)
const keyOf = (letter: string) => letter.repeat(52)

interface Log {
  name: string
  holder: ReturnType<typeof deriveKeys>
  length: number
}

/** Numbers below one, the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('the receipts under a share', () => {
  let storage: string
  let seed: Buffer
  let space: Space
  let rows: ReceiptRows
  let logs: Log[]
  let random: (below: number) => number
  /** What is to be there: as it was written, and the use that it tells of. */
  let all: (PlacedRecord & { use: CountedUse | null })[]

  const open = async () => {
    space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await space.ready()
    rows = new ReceiptRows(space.database, SHARE)
    await rows.load()
  }
  const put = (records: PlacedRecord[]) =>
    space.database.batch(
      records.map(({ place, record }) => {
        return { type: 'put', table: RECEIPT_ROWS, key: rowKey(SHARE, place), value: record }
      })
    )

  /** Some receipts that somebody's log brings at once. */
  const come = async (count: number) => {
    const log = logs[random(logs.length)]!
    const came = Array.from({ length: count }, () => received(log))
    all.push(...came)
    await put(came)
  }
  const received = (log: Log): (typeof all)[number] => {
    const state = STATES[random(STATES.length)]!
    const purpose = purposes[random(purposes.length)] as keyof typeof PURPOSES
    const ids = Array.from({ length: 1 + random(3) }, () => `datom-${random(9)}`)
    const at = BEGIN + random(20) * DAY + random(DAY)
    const isWhole = random(4) === 0
    const { receipt, block } = signReceipt(
      {
        action: random(9) === 0 ? 'delete' : random(2) === 0 ? 'display' : 'read',
        policy: 'urn:uuid:1',
        subject: isWhole ? { core: keyOf('c'), length: 3, count: 3 } : ids,
        ...(random(2) === 0 && { purpose })
      },
      {
        origin: { grant: keyOf('y'), holder: log.holder.did, log: log.name },
        after: null,
        at
      },
      log.holder
    )
    const isNoReceipt = random(12) === 0
    const record: ReceiptRecord = {
      log: log.name,
      index: log.length++,
      state: isNoReceipt ? 'invalid' : state,
      received: new Date(at).toISOString(),
      block: isNoReceipt ? '' : block.toString('base64')
    }
    const { action } = receipt
    const use: CountedUse = {
      shareId: SHARE,
      did: log.holder.did,
      action,
      at,
      ids: isWhole ? null : ids,
      ...(receipt.purpose && { purpose: receipt.purpose })
    }
    const isUse = !isNoReceipt && state !== 'repeated'
    return { place: rows.next(), record, use: isUse ? use : null }
  }
  /** The end of somebody's log is taken back. */
  const drop = async () => {
    const log = logs[random(logs.length)]!
    log.length = random(log.length + 1)
    const gone = all.filter(
      ({ record }) =>
        record.log === log.name && record.index >= log.length && record.state !== 'dropped'
    )
    for (const each of gone) {
      each.record = { ...each.record, state: 'dropped', was: each.record.state }
    }
    await put(gone)
  }

  const filter = (): MeterFilter => ({
    ...(random(3) === 0 && { did: logs[random(logs.length)]!.holder.did }),
    ...(random(3) === 0 && { datom: `datom-${random(9)}` }),
    ...(random(3) === 0 && { purpose: purposes[random(purposes.length)]! }),
    ...(random(2) === 0 && { from: new Date(BEGIN + random(20 * DAY)).toISOString() }),
    ...(random(2) === 0 && { to: new Date(BEGIN + random(20 * DAY)).toISOString() })
  })
  const overview = (uses: CountedUse[], asked: MeterFilter) =>
    overviewOf(
      {
        shares: [{ id: SHARE, label: 'Friends', allowed: null, used: 0, left: null }],
        people: [],
        blocks: [],
        nameOf: did => `name of ${did}`,
        uses
      },
      asked
    )
  const placed = (some: typeof all) => some.map(({ place, record }) => ({ place, record }))

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'datomspace-receipts-'))
    seed = createSeed()
    random = numbers(7)
    all = []
    const holders = Array.from({ length: 3 }, () => deriveKeys(createSeed()))
    // Two devices of one person, and one of each of the others.
    logs = [0, 0, 1, 2].map((holder, at) => {
      return { name: keyOf('abcd'[at]!), holder: holders[holder]!, length: 0 }
    })
    await open()
  })
  afterEach(async () => {
    await space.close()
    await rm(storage, { recursive: true, force: true })
  })

  it('sum up to what each of them says, whatever comes, is taken back, or when it is asked', async () => {
    for (let step = 0; step < 60; step++) {
      const what = random(10)
      if (what < 7) await come(1 + random(20))
      else if (what < 9) await drop()
      else {
        await space.close()
        await open()
      }
      // Not always: what came since the last time is taken up in one.
      if (random(3) > 0) continue
      const told = all.flatMap(({ use }) => use ?? [])
      const uses = [...(await rows.uses())]
      expect(uses.map(({ place, ...use }) => [place, use])).toEqual(
        all.flatMap(({ place, use }) => (use ? [[place, use]] : []))
      )
      for (let round = 0; round < 5; round++) {
        const asked = filter()
        expect(overview(uses, asked)).toEqual(overview(told, asked))
      }
    }
    expect(all.length).toBeGreaterThan(300)
    expect(all.some(({ record }) => record.was === 'repeated')).toBe(true)
  })

  it('are listed newest first to the very end, of all and of one person', async () => {
    for (let step = 0; step < 60; step++) await come(1 + random(20))
    await drop()
    expect(all.length).toBeGreaterThan(500)
    const newest = placed([...all].reverse())
    for (const ofOne of [undefined, logs.slice(0, 2).map(({ name }) => name), ['none']]) {
      const wanted = ofOne ? newest.filter(({ record }) => ofOne.includes(record.log)) : newest
      const some = ofOne ? { logs: ofOne } : {}
      const read: PlacedRecord[] = []
      for (let at = 0; at <= wanted.length; at += 47) {
        const before = read.at(-1)?.place
        const by = { ...some, ...(before !== undefined && { before }) }
        read.push(...(await rows.newest({ ...by, offset: 0, limit: 47 })))
        const sliced = await rows.newest({ ...some, offset: at, limit: 47 })
        expect(sliced).toEqual(wanted.slice(at, at + 47))
      }
      expect(read).toEqual(wanted)
    }
  })

  it('that come while a list is read on by its last place are neither in it nor hide any', async () => {
    for (let step = 0; step < 10; step++) await come(20)
    const newest = placed([...all].reverse())
    const first = await rows.newest({ offset: 0, limit: 50 })
    await come(20)
    const { place } = first.at(-1)!
    const next = await rows.newest({ before: place, offset: 0, limit: 50 })
    expect([...first, ...next]).toEqual(newest.slice(0, 100))
  })

  it('are those of the share alone, and those of one log in their order', async () => {
    const other = new ReceiptRows(space.database, `${SHARE}-too`)
    await come(20)
    await come(20)
    expect(await other.uses()).toEqual([])
    expect(await other.newest({ offset: 0, limit: 9 })).toEqual([])
    for (const { name } of logs) {
      const wanted = all.filter(({ record }) => record.log === name)
      expect(await rows.inLog(name)).toEqual(placed(wanted))
    }
  })
})
