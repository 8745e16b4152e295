import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import HypercoreEncryption from 'hypercore-encryption'
import type Hypercore from 'hypercore'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeValue } from '../../src-main/datom'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { hashOf, signEntry, type SignedEntry, type TrailEntry } from '../../src-main/meter'
import type { AuditRow } from '../../src-main/space/shapes'
import { Space } from '../../src-main/space/space'
import { openOwned } from '../../src-main/space/store'
import { Trail, type TrailFilter } from '../../src-main/space/trail'
import { until } from './network'

const PEOPLE = Array.from({ length: 7 }, () => deriveKeys(createSeed()).did)

const nameOf = (did: string) => `Friend ${PEOPLE.indexOf(did)}`

describe('pages of the audit trail', () => {
  let storage: string
  let seed: Buffer
  let space: Space
  let trail: Trail
  let now: number

  const start = async () => {
    space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await space.ready()
    trail = new Trail({ space, now: () => now })
    trail.describe = ({ person, subject }) => ({
      subjectKind: 'datom',
      subjectName: `name of ${subject}`,
      ...(person !== undefined && { personName: nameOf(person) })
    })
    await trail.ready()
  }
  const stop = async () => {
    await trail.close()
    await space.close()
  }
  const told = (number: number): TrailEntry => ({
    event: number % 3 === 0 ? 'change' : 'mint',
    subject: `urn:x:${number % 20}`,
    ...(number % 4 > 0 && { person: PEOPLE[number % PEOPLE.length]! }),
    ...(number % 5 === 0 && { grant: 'urn:x:grant' }),
    facts: { number }
  })
  const write = async (from: number, to: number) => {
    for (let number = from; number < to; number++) {
      now += 1_000
      void trail.record(told(number))
    }
    await trail.flush()
  }
  /** The core of the trail, behind its back. */
  const withCore = async (change: (core: Hypercore) => Promise<unknown>) => {
    await stop()
    space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await space.ready()
    const encryptionKey = space.keys.encryption('trail')
    const ring = new HypercoreEncryption(async () => ({ id: 1, encryptionKey }))
    const core = await openOwned(space.store, {
      keyPair: space.keys.signer('trail'),
      encryption: ring.createEncryptionProvider()
    })
    await change(core)
    await core.close()
    await space.close()
    await start()
  }
  const paged = async (filter: TrailFilter, limit: number) => {
    const rows: AuditRow[] = []
    for (let total = 1; rows.length < total;) {
      const page = await trail.page({ ...filter, offset: rows.length, limit })
      if (page.rows.length === 0) break
      rows.push(...page.rows)
      total = page.total
    }
    return rows
  }

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'datomspace-trail-pages-'))
    seed = createSeed()
    now = Date.parse('2026-01-01T00:00:00Z')
    await start()
  })
  afterEach(async () => {
    await stop()
    await rm(storage, { recursive: true, force: true })
  })

  it('are together the whole trail, newest first, also with what is written between them', async () => {
    expect(await trail.page({})).toEqual({ rows: [], total: 0, offset: 0 })
    await write(0, 450)
    const numbers = (await paged({}, 47)).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 450 }, (_, at) => 449 - at))
    await write(450, 460)
    const { rows, total } = await trail.page({ limit: 3 })
    expect(rows.map(({ number }) => number)).toEqual([459, 458, 457])
    expect(total).toBe(460)
    expect(await trail.page({ offset: 460 })).toEqual({ rows: [], total: 460, offset: 460 })
    expect(await trail.page({ offset: 9_999 })).toMatchObject({ rows: [], total: 460 })
  })

  it('with a filter are those rows of the whole trail that it asks for', async () => {
    await write(0, 450)
    await stop()
    await start()
    const all = await paged({}, 500)
    const person = PEOPLE[3]!
    const from = all[300]!.at
    const to = all[100]!.at
    const wanted: [TrailFilter, (row: AuditRow) => boolean][] = [
      [{ event: 'change' }, row => row.event === 'change'],
      [{ registration: 'first' }, row => row.registration === 'first'],
      [{ person }, row => row.person === person],
      [{ subject: 'urn:x:3' }, row => row.subject === 'urn:x:3'],
      [{ subject: 'urn:x:grant' }, row => row.grant === 'urn:x:grant'],
      [{ from, to }, row => row.at >= from && row.at <= to],
      [{ query: ' friend 3 ' }, row => row.person === person],
      [{ query: '"number":44' }, row => /^44/.test(String(row.facts['number']))],
      [{ query: 'nobody' }, () => false]
    ]
    const look = async () => {
      const rows = await paged({}, 500)
      for (const [filter, isWanted] of wanted) {
        expect(await paged(filter, 13)).toEqual(rows.filter(isWanted))
      }
    }
    await look()
    await write(450, 470)
    await look()
    const people = PEOPLE.map(did => ({ did, name: nameOf(did) }))
    expect(await trail.people()).toEqual(people)
  })

  it('find a link far behind the page shown that does not follow the one before', async () => {
    await write(0, 5)
    await withCore(async core => {
      const keys = space.keys
      let number = 5
      let previous = 'ab'.repeat(32)
      for (; number < 250; number++) {
        const at = new Date(now).toISOString()
        const link: SignedEntry = signEntry(told(number), { number, previous, at }, keys)
        await core.append(encodeValue(link))
        previous = hashOf(link)
      }
    })
    expect(trail.trouble).toBeNull()
    const { rows } = await trail.page({ limit: 3 })
    expect(rows.map(({ number }) => number)).toEqual([249, 248, 247])
    await until(() => trail.trouble === 'trail-broken', 'the break is found')
    expect(await trail.verify()).toMatchObject({ fault: { kind: 'rewritten', number: 5 } })
  })

  it('leave out a link that cannot be read, which is shown as trouble', async () => {
    await write(0, 20)
    await withCore(core => core.clear(8))
    const numbers = (await paged({}, 500)).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, at) => 19 - at).filter(at => at !== 7))
    expect(trail.trouble).toBe('trail-broken')
    expect(await trail.verify()).toMatchObject({ fault: { kind: 'malformed', number: 7 } })
  })

  it('may be asked for while the space closes', async () => {
    await write(0, 450)
    await stop()
    await start()
    await trail.page({ limit: 1 })
    await stop()
    expect(trail.trouble).toBeNull()
    await start()
    expect(await trail.verify()).toMatchObject({ valid: true, entries: 450 })
  })
})
