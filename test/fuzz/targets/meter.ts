import { createSeed, deriveKeys } from '../../../src-main/identity'
import {
  counterSign,
  hashOf,
  isCounterSigned,
  isReport,
  overviewOf,
  readReceipt,
  signEntry,
  signHead,
  signReceipt,
  TRAIL_FORMAT,
  verifyLog,
  verifyReport,
  verifyTrail,
  writeReport,
  type CounterSigned,
  type SignedEntry,
  type Use
} from '../../../src-main/meter'
import { addCounted, parseCounted } from '../../../src-main/grant/counted'
import { parseReceipts } from '../../../src-main/space/metering/message'
import { mutate, mutateText } from '../bytes'
import { twist } from '../json'
import type { Random } from '../random'
import { insist, target } from '../target'

const noon = Date.parse('2026-11-20T12:00:00Z')
const alice = deriveKeys(Buffer.alloc(32, 1))
const bob = deriveKeys(Buffer.alloc(32, 2))
const stranger = deriveKeys(createSeed())
const grant = 'y'.repeat(52)
const origin = { grant, holder: bob.did, log: 'b'.repeat(52) }
const USES: Use[] = [
  { action: 'display', policy: 'urn:uuid:1', subject: ['a-datom', 'b-datom'] },
  { action: 'print', policy: 'urn:uuid:1', subject: { core: grant, length: 3, count: 2 } },
  { action: 'delete', policy: 'urn:uuid:1', subject: ['x'] }
]

const CHAIN = chainOf(12)
const genuine = new Set(CHAIN.map(block => block.toString('hex')))

function chainOf(length: number, keys = bob): Buffer[] {
  const blocks: Buffer[] = []
  let after: { number: number; hash: string } | null = null
  for (let at = 0; at < length; at++) {
    const place = { origin, after, at: noon + at }
    const signed = signReceipt(USES[at % USES.length]!, place, keys)
    after = { number: signed.receipt.number, hash: signed.hash }
    blocks.push(signed.block)
  }
  return blocks
}

/** A log as its holder may have patched it: forged, left out, turned round, repeated, written anew. */
function logOf(random: Random): Buffer[] {
  const blocks = [...CHAIN]
  for (let times = random.few(5); times > 0; times--) {
    const at = random.below(blocks.length + 1)
    switch (random.below(6)) {
      case 0:
        blocks.splice(at, 1)
        break
      case 1:
        blocks.splice(at, 0, random.pick(CHAIN))
        break
      case 2:
        blocks.splice(at, 0, mutate(CHAIN, random, ['"number":', '"at":"+275760-09-13T00:00:00Z"']))
        break
      case 3:
        blocks.reverse()
        break
      case 4: {
        const number = random.pick([1, 2, 7, 99, 2 ** 31, 2 ** 53 - 2])
        const hash = Buffer.alloc(32, random.bits()).toString('base64url')
        const what = { origin, after: { number, hash }, at: random.pick([0, noon, 8e15]) }
        blocks.splice(at, 0, signReceipt(random.pick(USES), what, bob).block)
        break
      }
      default: {
        const by = signReceipt(random.pick(USES), { origin, after: null, at: noon }, stranger)
        blocks.splice(at, 0, by.block)
      }
    }
  }
  return blocks
}

export const receipt = target({
  name: 'receipt',
  what: 'receipts and logs of them: forged, left out, turned round, repeated',
  input: logOf,
  run: blocks => {
    const verdict = verifyLog(blocks, origin)
    insist(verdict.judged.length === blocks.length, 'a receipt that was not judged')
    verdict.judged.forEach(({ verdict: each }, at) => {
      const bytes = blocks[at]!
      if (each === 'ok') insist(readReceipt(bytes) !== null, 'a receipt that is none')
    })
    const whole =
      blocks.length === CHAIN.length && blocks.every((block, at) => block.equals(CHAIN[at]!))
    const isPrefix = blocks.every((block, at) => CHAIN[at]?.equals(block) ?? false)
    if (whole) insist(verdict.ok, 'a whole log called faulty')
    // A log that goes on in its own hand is as good as any: only what is not its own must not pass.
    const foreign = blocks.some(block => !genuine.has(block.toString('hex')) && !readReceipt(block))
    if (foreign) insist(!verdict.ok, 'a forged receipt')
    if (!isPrefix && blocks.length <= 12 && blocks.every(b => genuine.has(b.toString('hex')))) {
      insist(!verdict.ok, 'a log with receipts left out, moved or repeated')
    }
  }
})

const head = counterSign(
  {
    log: origin.log,
    number: 3,
    hash: 'h'.repeat(43),
    uses: { display: 3 },
    at: '2026-01-01T00:00:00Z'
  },
  grant,
  alice
)
const COUNTED = [
  { type: 'counted', at: head.at, uses: { display: 3 }, firstUse: null, heads: [head] },
  { type: 'counted', at: head.at, uses: {}, firstUse: head.at, heads: [] }
]
const ANNOUNCED = [{ grant: 'ab'.repeat(32), proof: 'AAAA', core: 'cd'.repeat(32) }]

export const counted = target({
  name: 'counted',
  what: 'counts and counter-signatures in a grant core; where receipts are',
  input: random => twist(random.chance(3) ? ANNOUNCED : COUNTED, random),
  run: value => {
    const announced = parseReceipts(value)
    if (announced) insist(announced.core.byteLength === 32, 'a key of another length')
    if (typeof value !== 'object' || value === null) return
    const entry = parseCounted(value as Record<string, unknown>)
    if (!entry) return
    const { heads } = addCounted(addCounted(null, entry), entry)
    insist(heads.size <= 1_024, 'more logs than are kept')
    for (const signed of heads.values()) {
      if (!isCounterSigned(signed as CounterSigned, grant, alice.did)) continue
      insist(JSON.stringify(signed.uses) === JSON.stringify(head.uses), 'a count that was changed')
    }
  }
})

const TRAIL = 'ab'.repeat(32)

function trailOf(count: number): { entries: SignedEntry[]; text: string } {
  const entries: SignedEntry[] = []
  let previous = TRAIL
  for (let number = 0; number < count; number++) {
    const at = new Date(noon + number * 1000).toISOString()
    const subject = `urn:uuid:00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
    const event = (['mint', 'grant', 'revoke', 'transfer'] as const)[number % 4]!
    const person = { ...(number % 2 && { person: bob.did }), facts: { number } }
    const entry = signEntry({ event, subject, ...person }, { number, previous, at }, alice)
    previous = hashOf(entry)
    entries.push(entry)
  }
  const signed = signHead({ trail: TRAIL, entries: count, hash: previous }, alice, noon)
  const document = { format: TRAIL_FORMAT, owner: alice.did, head: signed, entries }
  return { entries, text: JSON.stringify(document) }
}

const TRAILS = [trailOf(0), trailOf(1), trailOf(6)].map(({ text }) => text)
const trails = TRAILS.map(text => JSON.parse(text) as object)

export const trail = target({
  name: 'trail',
  what: 'audit trails, exported',
  input: (random): string | object =>
    random.chance(3)
      ? mutateText(TRAILS, random, ['"number":', '"previous":', '{}', ',', '1e999'])
      : (twist(trails, random) as object),
  run: value => {
    const verdict = verifyTrail(value)
    insist(
      verdict.valid === (verdict.faults.length === 0),
      'a verdict that is not that of its faults'
    )
    if (!verdict.valid) return
    const parsed = (typeof value === 'string' ? JSON.parse(value) : value) as { entries: object[] }
    const before = trails.some(
      each => JSON.stringify((each as typeof parsed).entries) === JSON.stringify(parsed.entries)
    )
    insist(before || isSame(parsed.entries), 'a trail that was changed')
  }
})

/** The same entries, their members in another order. */
function isSame(entries: object[]): boolean {
  const text = (list: object[]) =>
    JSON.stringify(list.map(entry => hashOf(entry as SignedEntry)).sort())
  return trails.some(each => text((each as { entries: object[] }).entries) === text(entries))
}

const REPORTS = reports()
const genuineReports = new Set(REPORTS)

function reports(): string[] {
  const uses = CHAIN.map((block, at) => {
    const { receipt: each } = readReceipt(block)!
    const ids = Array.isArray(each.subject) ? each.subject : null
    return { shareId: 's', did: bob.did, action: each.action, ids, at: noon + at }
  })
  const facts = {
    shares: [{ id: 's', label: 'Friends', used: 4, allowed: 5, left: 1 }],
    people: [{ shareId: 's', did: bob.did, logs: 1, faults: {} }],
    uses,
    blocks: [],
    nameOf: () => 'Bob'
  }
  const source = {
    ownerName: 'Alice',
    filter: {},
    overview: overviewOf(facts, {}),
    shares: [{ id: 's', label: 'Friends', grant, policy: 'urn:uuid:1' }],
    receipts: CHAIN.map(block => ({
      block: block.toString('base64'),
      state: 'ok' as const,
      received: new Date(noon).toISOString()
    }))
  }
  return [writeReport(source, 'json', alice, noon), writeReport(source, 'html', alice, noon)]
}

const WORDS = ['<script>', '<!doctype html>', '"ds:receipts":', '</script>', '&quot;', '0']

export const report = target({
  name: 'report',
  what: 'usage reports: JSON, and the page that carries it',
  input: random =>
    random.chance(3)
      ? JSON.stringify(twist([JSON.parse(REPORTS[0]!)], random))
      : mutateText(REPORTS, random, WORDS),
  run: text => {
    isReport(text ?? '')
    const verdict = verifyReport(text ?? '')
    insist(
      verdict.valid === (verdict.fault === undefined),
      'a verdict that is not that of its checks'
    )
    if (!verdict.valid || genuineReports.has(text)) return
    const value = JSON.parse(text) as { credentialSubject: object }
    const signed = JSON.parse(REPORTS[0]!) as { credentialSubject: object }
    const same = sorted(value.credentialSubject) === sorted(signed.credentialSubject)
    insist(same, 'a report that was changed')
  }
})

function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each
  )
}
