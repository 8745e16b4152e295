import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { vcard, type Home } from './home'
import { openHome } from './worker'

let home: Home

beforeEach(async () => {
  home = await openHome()
})
afterEach(() => home.close())

const alice = vcard('Alice Adams', ['UID:alice', 'EMAIL:alice@example.org', 'X-CUSTOM;X-A=b:kept'])
const bob = vcard('Bob Brown', ['UID:bob', 'TEL:+49 30 1234567'])
const counts = { total: 0, created: 0, updated: 0, merged: 0, skipped: 0, failed: 0 }

describe('an import', () => {
  it('shows what it would do and writes nothing before it is told to', async () => {
    const job = await home.reading(alice + bob)
    expect(job).toMatchObject({
      phase: 'review',
      counts: { ...counts, total: 2, created: 2 },
      kinds: { new: 2 },
      files: [{ format: 'vcard', charset: 'utf-8', records: 2, problems: 0 }]
    })
    const { rows } = await home.imports.review({ id: job.id })
    expect(rows).toMatchObject([
      { index: 0, kind: 'new', action: 'create', name: 'Alice Adams', line: 1 },
      { index: 1, kind: 'new', name: 'Bob Brown', tel: '+49 30 1234567', line: 8 }
    ])
    expect(await home.namesOf()).toEqual([])
    expect(home.sets.size).toBe(0)
  })

  it('shows every field of a record, new ones too, as it will be kept', async () => {
    const job = await home.reading(alice + 'nothing of a contact\n' + bob)
    const { rows } = await home.imports.review({ id: job.id })
    const first = rows.find(row => row.name === 'Alice Adams')!
    const { card } = await home.imports.record({ id: job.id, row: first.index })
    await home.imports.commit({ id: job.id })
    await home.past(job.id, 'writing')
    const found = (await home.contacts.page({ filter: { query: 'alice' } })).rows
    expect((await home.contacts.get({ id: found[0]!.id })).card).toEqual(card)
    expect(card.vCardProps).toContainEqual(['x-custom', { 'x-a': 'b' }, 'unknown', 'kept'])
    await expect(home.imports.record({ id: job.id, row: 0 })).rejects.toThrow()
  })

  it('has no record of a row that could not be read, nor of one that is not there', async () => {
    const job = await home.reading(alice + 'nothing of a contact\n')
    const { rows } = await home.imports.review({ id: job.id, kind: 'problem' })
    for (const row of [...rows.map(({ index }) => index), 99]) {
      await expect(home.imports.record({ id: job.id, row })).rejects.toMatchObject({
        code: 'NOT_FOUND'
      })
    }
  })

  it('makes contacts of its records, in a set of its own if there is none', async () => {
    const job = await home.import(alice + bob)
    expect(job).toMatchObject({
      phase: 'done',
      counts: { ...counts, total: 2, created: 2 },
      setName: 'Contacts'
    })
    expect(await home.namesOf()).toEqual(['Alice Adams', 'Bob Brown'])
    const { rows } = await home.contacts.page({})
    const { card } = await home.contacts.get({ id: rows[0]!.id })
    expect(card.vCardProps).toContainEqual(['x-custom', { 'x-a': 'b' }, 'unknown', 'kept'])
  })

  it('creates nothing the second time, and is there after the program was started again', async () => {
    await home.import(alice + bob)
    await home.reopen()
    const again = await home.import(alice + bob)
    expect(again.counts).toEqual({ ...counts, total: 2, skipped: 2 })
    expect(await home.namesOf()).toEqual(['Alice Adams', 'Bob Brown'])
    expect((await home.imports.list()).map(job => job.phase)).toEqual(['done', 'done'])
  })

  it('creates nothing the second time of a record that was edited here, merged or left out since', async () => {
    await home.import(alice)
    const [row] = (await home.contacts.page({})).rows
    const { card } = await home.contacts.get({ id: row!.id })
    await home.contacts.save({ id: row!.id, card: { ...card, name: { full: 'Alice Edited' } } })
    const other = vcard('Alice Edited', ['EMAIL:alice@example.org', 'TEL:+49 30 999'])
    const job = await home.reading(other)
    expect(job.kinds.duplicate).toBe(1)
    await home.imports.choose({ id: job.id, kind: 'duplicate', action: 'merge' })
    await home.imports.commit({ id: job.id })
    expect((await home.past(job.id, 'writing')).counts.merged).toBe(1)
    const again = await home.import(alice, other)
    expect(again.counts).toEqual({ ...counts, total: 2, skipped: 2 })
    const third = await home.contacts.get({ id: row!.id })
    expect(third.card.name!.full).toBe('Alice Edited')
    expect(Object.values(third.card.phones!)[0]!.number).toBe('+49 30 999')
  })

  it('updates what has the same UID, and keeps what only was added here', async () => {
    await home.import(alice)
    const [row] = (await home.contacts.page({})).rows
    const { card } = await home.contacts.get({ id: row!.id })
    const notes = { N1: { note: 'met in Berlin' } }
    await home.contacts.save({ id: row!.id, card: { ...card, notes } })
    const job = await home.import(vcard('Alice Adams', ['UID:alice', 'EMAIL:new@example.org']))
    expect(job.counts).toEqual({ ...counts, total: 1, updated: 1 })
    const after = await home.contacts.get({ id: row!.id })
    expect(after.row.email).toBe('new@example.org')
    expect(after.card.notes).toEqual(notes)
  })

  it('proposes likely duplicates and decides nothing', async () => {
    await home.import(alice)
    const likely = vcard('Alice Adams', ['EMAIL:alice@example.org', 'TEL:+49 30 1'])
    const job = await home.reading(likely)
    const { rows } = await home.imports.review({ id: job.id, kind: 'duplicate' })
    expect(rows).toMatchObject([
      {
        action: 'create',
        match: { name: 'Alice Adams', degree: 'likely', reasons: ['name', 'email'] }
      }
    ])
    await home.imports.commit({ id: job.id })
    expect((await home.past(job.id, 'writing')).counts.created).toBe(1)
    expect(await home.namesOf()).toEqual(['Alice Adams', 'Alice Adams'])
  })

  it('sees what is twice in the files themselves', async () => {
    const changed = vcard('Alice Adams-Brown', ['UID:alice', 'EMAIL:alice@example.org'])
    const job = await home.import(alice + alice, changed)
    expect(job.counts).toEqual({ ...counts, total: 3, created: 1, updated: 1, skipped: 1 })
    expect(await home.namesOf()).toEqual(['Alice Adams-Brown'])
  })

  it('says what could not be read, where, and with its text; the counts add up', async () => {
    const broken = 'a line between the cards\r\n'
    const job = await home.import(alice + broken + bob)
    const { created, updated, merged, skipped, failed, total } = job.counts
    expect(created + updated + merged + skipped + failed).toBe(total)
    expect({ created, failed, total }).toEqual({ created: 2, failed: 1, total: 3 })
    const { rows } = await home.imports.failures({ id: job.id })
    expect(rows).toMatchObject([
      { kind: 'problem', file: 'file0.vcf', line: 8, problem: { reason: 'line-outside-card' } }
    ])
    const { text } = await home.imports.report({ id: job.id })
    expect(text.split('\r\n')[0]).toBe('file,line,reason,message,raw')
    expect(text).toContain('file0.vcf,8,line-outside-card,')
  })

  it('makes no contact of a card that has nothing in it, and says where it is', async () => {
    const empty =
      'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\r\nN:;;;;\r\nREV:20260101T000000Z\r\nUID:e\r\nEND:VCARD\r\n'
    const job = await home.import(alice + empty + bob)
    expect(job.counts).toEqual({ ...counts, total: 3, created: 2, failed: 1 })
    const { rows } = await home.imports.failures({ id: job.id })
    expect(rows).toMatchObject([{ line: 8, problem: { reason: 'card-empty' } }])
    expect(rows[0]!.problem!.raw).toContain('REV:20260101T000000Z')
    const mended = await home.imports.retry({ id: job.id, row: 1, raw: vcard('Carol') })
    expect(mended.counts).toEqual({ ...counts, total: 3, created: 3 })
    expect(await home.namesOf()).toEqual(['Alice Adams', 'Bob Brown', 'Carol'])
  })

  it('does not know a record again that was left out', async () => {
    await home.import(alice)
    const likely = vcard('Alice Adams', ['EMAIL:alice@example.org', 'TEL:+49 30 1'])
    const first = await home.reading(likely)
    await home.imports.choose({ id: first.id, kind: 'duplicate', action: 'skip' })
    await home.imports.commit({ id: first.id })
    expect((await home.past(first.id, 'writing')).counts.skipped).toBe(1)
    const second = await home.reading(likely)
    expect(second.kinds).toMatchObject({ duplicate: 1, same: 0 })
    await home.imports.choose({ id: second.id, kind: 'duplicate', action: 'merge' })
    await home.imports.commit({ id: second.id })
    expect((await home.past(second.id, 'writing')).counts.merged).toBe(1)
    const third = await home.import(likely)
    expect(third.counts).toEqual({ ...counts, total: 1, skipped: 1 })
  })

  it('takes a record that a person has mended, during the review and afterwards', async () => {
    const broken = 'a line between the cards\r\n'
    const first = await home.reading(alice + broken)
    const row = (await home.imports.failures({ id: first.id })).rows[0]!.index
    const nothing = 'BEGIN:VCARD\r\nVERSION:3.0\r\nREV:20260101T000000Z\r\nEND:VCARD\r\n'
    expect((await home.imports.retry({ id: first.id, row, raw: nothing })).counts.failed).toBe(1)
    const { rows } = await home.imports.failures({ id: first.id })
    expect(rows[0]!.problem).toMatchObject({ reason: 'card-empty', raw: nothing })
    const mended = await home.imports.retry({ id: first.id, row, raw: bob })
    expect(mended.counts).toEqual({ ...counts, total: 2, created: 2 })

    const second = await home.import(broken, alice)
    const [failure] = (await home.imports.failures({ id: second.id })).rows
    const still = await home.imports.retry({ id: second.id, row: failure!.index, raw: broken })
    expect(still.counts.failed).toBe(1)
    await home.reopen()
    const done = await home.imports.retry({ id: second.id, row: failure!.index, raw: bob })
    expect(done.counts).toEqual({ ...counts, total: 2, created: 2 })
    expect(await home.namesOf()).toEqual(['Alice Adams', 'Bob Brown'])
    expect((await home.imports.failures({ id: second.id })).total).toBe(0)
    await home.imports.undo({ id: second.id })
    expect(await home.namesOf()).toEqual([])
  })

  it('is chosen row by row, and searched', async () => {
    const job = await home.reading(alice + bob)
    const found = await home.imports.review({ id: job.id, query: 'brown' })
    expect(found.rows.map(row => row.index)).toEqual([1])
    const chosen = await home.imports.choose({ id: job.id, rows: [1], action: 'skip' })
    expect(chosen.counts).toEqual({ ...counts, total: 2, created: 1, skipped: 1 })
    const impossible = await home.imports.choose({ id: job.id, kind: 'all', action: 'merge' })
    expect(impossible.counts.merged).toBe(0)
    await expect(
      home.imports.choose({ id: job.id, rows: [2], action: 'skip' })
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await home.imports.commit({ id: job.id, newSet: 'Friends', level: 'internal', tags: ['new'] })
    await home.past(job.id, 'writing')
    const { rows } = await home.contacts.page({})
    expect(rows).toMatchObject([
      { name: 'Alice Adams', level: 'internal', tags: ['new'], setName: 'Friends' }
    ])
  })

  it('lists what it wrote as the next start of the program lists it', async () => {
    const chinese = vcard('欧阳修', ['UID:ou', 'NICKNAME:醉翁', 'ORG:翰林院;史馆', 'NOTE:滁州'])
    const { id } = await home.reading(alice + chinese)
    await home.imports.commit({ id, level: 'internal', tags: ['Ōld', '友'] })
    await home.past(id, 'writing')
    const queries = ['', 'oyx', '醉翁', '滁州', 'old', '友', 'adams']
    const look = async () => {
      await home.contacts.projection.settled()
      const pages = queries.map(query => home.contacts.page({ filter: { query } }))
      return Promise.all(pages)
    }
    const before = await look()
    expect(before.map(page => page.total)).toEqual([2, 1, 1, 1, 2, 2, 1])
    await home.reopen()
    expect(await look()).toEqual(before)
  })

  it('of a photo stores it once and gives it back', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64')
    const photo = `PHOTO;ENCODING=b;TYPE=PNG:${png}`
    await home.import(vcard('Alice', ['UID:1', photo]) + vcard('Bob', ['UID:2', photo]))
    for (const row of (await home.contacts.page({})).rows) {
      expect(row.photo).toBe(true)
      const found = await home.contacts.photo(row.id)
      expect(found).toMatchObject({ mediaType: 'image/png' })
      expect(Buffer.from(found!.bytes).toString('base64')).toBe(png)
    }
  })
})

describe('a file', () => {
  it('of an unknown charset is read in another one, seen before it is chosen', async () => {
    const gbk = Buffer.concat([
      Buffer.from('BEGIN:VCARD\r\nVERSION:2.1\r\nFN:'),
      Buffer.from('c0eec3f7', 'hex'),
      Buffer.from('\r\nTEL;CELL:13800138000\r\nEND:VCARD\r\n')
    ])
    const job = await home.reading(gbk)
    const preview = await home.imports.preview({ id: job.id, file: 0, charset: 'gb18030' })
    expect(preview[0]!.name).toBe('李明')
    const other = await home.imports.configure({ id: job.id, file: 0, charset: 'windows-1252' })
    expect(other.files[0]).toMatchObject({ charset: 'windows-1252', charsetFound: 'chosen' })
    expect((await home.imports.review({ id: job.id })).rows[0]!.name).toBe('ÀîÃ÷')
    await home.imports.configure({ id: job.id, file: 0, charset: 'gb18030' })
    expect((await home.imports.review({ id: job.id })).rows[0]!.name).toBe('李明')
  })

  it('of unknown columns waits until they are mapped', async () => {
    const csv = 'Foo,Bar,Baz\nAlice,x1,alice@example.org\nBob,x2,bob@example.org\n'
    const token = await home.drop(csv, 'strange.csv')
    const { id } = await home.imports.open({ tokens: [token] })
    const job = await home.past(id, 'reading')
    expect(job.phase).toBe('mapping')
    expect(job.files[0]!.layout!.columns.map(column => column.header)).toEqual([
      'Foo',
      'Bar',
      'Baz'
    ])
    expect(job.files[0]!.layout!.columns[0]!.samples).toEqual(['Alice', 'Bob'])
    await expect(home.imports.commit({ id })).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' })
    const mapping = { Foo: 'name.full', Bar: 'ignore', Baz: 'email' }
    expect((await home.imports.preview({ id, file: 0, mapping }))[1]).toMatchObject({
      name: 'Bob',
      email: 'bob@example.org'
    })
    await expect(
      home.imports.configure({ id, file: 0, mapping: { Foo: 'nonsense' } })
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    const mapped = await home.imports.configure({ id, file: 0, mapping })
    expect(mapped).toMatchObject({ phase: 'review', kinds: { new: 2 } })
    await home.imports.commit({ id })
    await home.past(id, 'writing')
    const [row] = (await home.contacts.page({})).rows
    expect((await home.contacts.get({ id: row!.id })).card['datomspace:csv']).toBeUndefined()
  })

  it('that is no contact file, too large or gone is named, and the others are read', async () => {
    await home.close()
    home = await openHome({ imports: { limits: { fileBytes: 300 } } })
    const tokens = [
      await home.drop(alice),
      await home.drop('just text', 'notes.txt'),
      await home.drop(vcard('Large', [`NOTE:${'x'.repeat(400)}`]))
    ]
    const { id } = await home.imports.open({ tokens })
    const job = await home.past(id, 'reading')
    expect(job.phase).toBe('review')
    expect(job.files.map(file => file.failure?.code)).toEqual([
      undefined,
      'FORMAT_UNKNOWN',
      'FILE_TOO_LARGE'
    ])
    expect(job.counts.total).toBe(1)
    const alone = await home.imports.open({ tokens: [await home.drop('text', 'a.bin')] })
    expect(await home.past(alone.id, 'reading')).toMatchObject({
      phase: 'failed',
      failure: { code: 'FORMAT_UNKNOWN' }
    })
  })

  it('that is a zip archive is read as the files in it', async () => {
    const { zipSync } = await import('fflate')
    const zip = zipSync({
      'a/alice.vcf': Buffer.from(alice),
      'bob.vcf': Buffer.from(bob),
      'readme.md': Buffer.from('hello'),
      'inner.zip': zipSync({ 'x.vcf': Buffer.from(bob) })
    })
    const token = await home.drop(zip, 'all.zip')
    const { id } = await home.imports.open({ tokens: [token] })
    const job = await home.past(id, 'reading')
    expect(job.files.map(file => file.name)).toEqual([
      'all.zip',
      'all.zip/a/alice.vcf',
      'all.zip/bob.vcf'
    ])
    expect(job.kinds).toMatchObject({ new: 2, problem: 1 })
    expect((await home.imports.failures({ id })).rows[0]!.problem!.reason).toBe('nested-archive')
  })
})

describe('taking back', () => {
  it('deletes what was created and sets back what was changed', async () => {
    await home.import(alice)
    const update = vcard('Alice Changed', ['UID:alice', 'EMAIL:new@example.org'])
    const job = await home.import(update + bob)
    expect(await home.namesOf()).toEqual(['Alice Changed', 'Bob Brown'])
    expect(job.undoUntil).toBeDefined()
    await home.reopen()
    expect(await home.imports.undo({ id: job.id })).toMatchObject({ phase: 'undone' })
    expect(await home.namesOf()).toEqual(['Alice Adams'])
    await expect(home.imports.undo({ id: job.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    const again = await home.import(update + bob)
    expect(again.counts).toMatchObject({ created: 1, updated: 1 })
  })

  it('leaves what a person has changed since, and says so', async () => {
    const job = await home.import(alice + bob)
    const [row] = (await home.contacts.page({})).rows
    const { card } = await home.contacts.get({ id: row!.id })
    await home.contacts.save({ id: row!.id, card: { ...card, name: { full: 'Alice Mine' } } })
    const undone = await home.imports.undo({ id: job.id })
    expect(undone.failure).toMatchObject({ code: 'CONFLICT', details: { kept: 1 } })
    expect(await home.namesOf()).toEqual(['Alice Mine'])
  })

  it('is possible for 30 days', async () => {
    let now = Date.parse('2026-04-01T12:00:00Z')
    await home.close()
    home = await openHome({ now: () => now })
    const job = await home.import(alice)
    now += 30 * 86_400_000
    expect((await home.imports.get({ id: job.id })).undoUntil).toBeUndefined()
    await expect(home.imports.undo({ id: job.id })).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('a long import', () => {
  const many = Array.from({ length: 3_000 }, (_, n) =>
    vcard(`Person ${n}`, [`UID:p${n}`, `EMAIL:p${n}@example.org`])
  ).join('')

  it('is paused, goes on, and is complete', async () => {
    const { id } = await home.reading(many)
    await home.imports.commit({ id })
    expect((await home.imports.pause({ id })).phase).toBe('paused')
    await new Promise(resolve => setTimeout(resolve, 100))
    const { progress } = await home.imports.get({ id })
    expect(progress.done).toBeLessThan(3_000)
    await home.imports.resume({ id })
    expect((await home.past(id, 'writing')).counts.created).toBe(3_000)
    expect(home.contacts.count).toBe(3_000)
  })

  it('that is cancelled in the middle leaves nothing', async () => {
    const { id } = await home.reading(many)
    await home.imports.commit({ id })
    while ((await home.imports.get({ id })).progress.done < 500) {
      await new Promise(resolve => home.imports.once('change', resolve))
    }
    const job = await home.imports.cancel({ id })
    expect(job).toMatchObject({ phase: 'cancelled', counts: { created: 0, skipped: 3_000 } })
    expect(home.contacts.count).toBe(0)
    await home.reopen()
    expect(home.contacts.count).toBe(0)
    expect((await home.import(many)).counts.created).toBe(3_000)
  })

  it('that is cancelled while it is read ends at once', async () => {
    const { id } = await home.imports.open({ tokens: [await home.drop(many)] })
    expect(await home.imports.cancel({ id })).toMatchObject({ phase: 'cancelled' })
    await expect(home.imports.commit({ id })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await home.imports.review({ id })).total).toBe(0)
  })

  it('that the end of the program cuts off is taken back at the next start', async () => {
    const { id } = await home.reading(many)
    await home.imports.commit({ id })
    while ((await home.imports.get({ id })).progress.done < 500) {
      await new Promise(resolve => home.imports.once('change', resolve))
    }
    await home.reopen()
    expect(await home.imports.get({ id })).toMatchObject({ phase: 'cancelled' })
    expect(home.contacts.count).toBe(0)
  })
})
