import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSeed, deriveKeys } from '../../src-main/identity'
import {
  overviewOf,
  signReceipt,
  verifyReport,
  writeReport,
  type CountedFacts,
  type ReportSource,
  type Use
} from '../../src-main/meter'
import { verifyElsewhere } from '../identity/elsewhere'

const alice = deriveKeys(createSeed())
const bob = deriveKeys(createSeed())
const carol = deriveKeys(createSeed())
const noon = Date.parse('2026-11-20T12:00:00Z')
const DAY = 86_400_000
const grant = 'y'.repeat(52)
const purpose = 'https://w3id.org/dpv#ServiceProvision'

/** Bob used something on three days, Carol once; all of it under one share. */
function source(label = '<script>alert(1)</script> 朋友'): ReportSource {
  const receipts: ReportSource['receipts'] = []
  const uses: CountedFacts['uses'] = []
  for (const [keys, times] of [
    [bob, 3],
    [carol, 1]
  ] as const) {
    const origin = { grant, holder: keys.did, log: (keys === bob ? 'b' : 'n').repeat(52) }
    let after: { number: number; hash: string } | null = null
    for (let i = 0; i < times; i++) {
      const at = noon + i * DAY
      const use: Use = { action: 'display', policy: 'urn:uuid:1', subject: ['a-datom'], purpose }
      const signed = signReceipt(use, { origin, after, at }, keys)
      after = { number: signed.receipt.number, hash: signed.hash }
      const block = signed.block.toString('base64')
      receipts.push({ block, state: 'ok', received: new Date(at).toISOString() })
      uses.push({ shareId: 's', did: keys.did, action: 'display', ids: ['a-datom'], purpose, at })
    }
  }
  const facts: CountedFacts = {
    shares: [{ id: 's', label, used: 4, allowed: 5, left: 1 }],
    people: [
      { shareId: 's', did: bob.did, logs: 1, faults: {} },
      { shareId: 's', did: carol.did, logs: 1, faults: {} }
    ],
    uses,
    blocks: [{ shareId: 's', did: bob.did, day: '2026-11-20', blocks: 7, bytes: 7000, last: noon }],
    nameOf: did => (did === bob.did ? 'Bob' : '=HYPERLINK("x")')
  }
  return {
    ownerName: 'Alice',
    filter: {},
    overview: overviewOf(facts, {}),
    shares: [{ id: 's', label, grant, policy: 'urn:uuid:1' }],
    receipts
  }
}

const write = (format: 'json' | 'csv' | 'html', of = source()) =>
  writeReport(of, format, alice, noon)

describe('a usage report', () => {
  it('is verified offline by ours and by a verifier that is not ours', async () => {
    const text = write('json')
    expect(verifyReport(text)).toMatchObject({
      valid: true,
      owner: alice.did,
      uses: 4,
      receipts: 4,
      people: 2,
      faulty: 0
    })
    expect(await verifyElsewhere(JSON.parse(text) as object)).toBe(true)
  })

  it('is refused with any character changed', () => {
    const text = write('json')
    const compact = JSON.stringify(JSON.parse(text))
    fc.assert(
      fc.property(
        fc.nat(compact.length - 1),
        fc.constantFrom('0', 'A', ' ', '"', '{'),
        (at, by) => {
          const forged = compact.slice(0, at) + by + compact.slice(at + 1)
          const isSame = (() => {
            try {
              return JSON.stringify(JSON.parse(forged)) === compact
            } catch {
              return false
            }
          })()
          expect(verifyReport(forged).valid).toBe(isSame)
        }
      ),
      { numRuns: 300 }
    )
  })

  it('that its owner signs with other sums than the receipts are for is refused', () => {
    const honest = source()
    const row = honest.overview.rows[0]!
    row.uses++
    row.byAction['display']!++
    honest.overview.totals.uses++
    expect(verifyReport(write('json', honest))).toMatchObject({
      valid: false,
      checks: expect.arrayContaining([expect.objectContaining({ name: 'sums', ok: false })])
    })
  })

  it('with a receipt twice, made up, or of another grant is refused', () => {
    const twice = source()
    twice.receipts.push(twice.receipts[0]!)
    const made = source()
    made.receipts[0] = { ...made.receipts[0]!, block: Buffer.alloc(200, 1).toString('base64') }
    const other = source()
    other.shares[0]!.grant = 'n'.repeat(52)
    for (const one of [twice, made, other]) {
      const { checks, valid } = verifyReport(write('json', one))
      expect(valid).toBe(false)
      expect(checks.find(({ name }) => name === 'receipts')?.ok).toBe(false)
    }
  })

  it('is no report if it is anything else, and never throws', () => {
    for (const text of ['', '{}', '[]', 'null', '<!doctype html>', '{"type":["UsageReport"]}']) {
      expect(verifyReport(text)).toMatchObject({ valid: false, uses: 0 })
    }
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const subject = {
          'ds:receipts': [value],
          'ds:rows': [value],
          'ds:shares': [value],
          'ds:series': [value],
          'ds:totals': value,
          'ds:filter': value
        }
        const text = JSON.stringify({ type: ['UsageReport'], credentialSubject: subject })
        expect(verifyReport(text).valid).toBe(false)
      })
    )
  })

  it('of too many receipts says so', () => {
    const many = source()
    many.receipts = Array.from({ length: 20_001 }, () => many.receipts[0]!)
    expect(() => write('json', many)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  })
})

describe('a report as a page', () => {
  let page: string
  beforeAll(() => {
    page = write('html')
  })

  it('has both languages, charts, and nothing that runs or is fetched', () => {
    expect(page).toContain('Usage report')
    expect(page).toContain('使用报告')
    expect(page.match(/<rect /g)).toHaveLength(6)
    expect(page).not.toContain('<script>alert')
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/(src|href)=/)
  })

  it('verifies, as the statement in it does', () => {
    expect(verifyReport(page)).toMatchObject({ valid: true, uses: 4 })
  })

  it('that shows something else than what is signed is refused', () => {
    const forged = page.replace('<dd>4</dd>', '<dd>400</dd>')
    expect(forged).not.toBe(page)
    expect(verifyReport(forged)).toMatchObject({
      valid: false,
      checks: expect.arrayContaining([expect.objectContaining({ name: 'page', ok: false })])
    })
  })
})

describe('a report as CSV', () => {
  it('has a line for each receipt and no formula', () => {
    const lines = write('csv').trimEnd().split('\r\n')
    expect(lines).toHaveLength(5)
    expect(lines[1]).toContain(bob.did)
    expect(lines[4]).toContain(`"'=HYPERLINK(""x"")"`)
  })
})

describe('the sums of uses', () => {
  const facts = (): CountedFacts => ({
    shares: [{ id: 's', label: 'S', used: 0, allowed: null, left: null }],
    people: [],
    uses: Array.from({ length: 10 }, (_, at) => ({
      shareId: 's',
      did: at % 2 ? bob.did : carol.did,
      action: 'display' as const,
      ids: at === 9 ? null : [`d${at}`],
      at: noon + at * DAY
    })),
    blocks: [],
    nameOf: () => ''
  })

  it('are those of what was asked about', () => {
    const of = (filter: Parameters<typeof overviewOf>[1]) => overviewOf(facts(), filter).totals.uses
    expect(of({})).toBe(10)
    expect(of({ did: bob.did })).toBe(5)
    expect(of({ datom: 'd3' })).toBe(2)
    expect(of({ purpose })).toBe(0)
    expect(of({ shareId: 'other' })).toBe(0)
    const from = new Date(noon + 3 * DAY).toISOString()
    expect(of({ from })).toBe(7)
    expect(of({ from, to: from })).toBe(1)
  })

  it('by person and by day are the same in all', () => {
    const { rows, series, totals, choices } = overviewOf(facts(), {})
    expect(rows.reduce((sum, { uses }) => sum + uses, 0)).toBe(totals.uses)
    expect(series.reduce((sum, { uses }) => sum + uses, 0)).toBe(totals.uses)
    expect(choices.people).toHaveLength(2)
  })
})
