import { describe, expect, it } from 'vitest'
import {
  proveAsking,
  readAcknowledgement,
  readWithdrawal,
  signAcknowledgement,
  signWithdrawal,
  verifyAsking
} from '../../src-main/grant'
import { deriveKeys, sign, verify, type JsonObject } from '../../src-main/identity'

const alice = deriveKeys(Buffer.alloc(32, 1))
const bob = deriveKeys(Buffer.alloc(32, 2))
const mallory = deriveKeys(Buffer.alloc(32, 9))
const grant = Buffer.alloc(32, 7)
const now = Date.parse('2026-05-06T10:00:00Z')
const purpose = 'https://w3id.org/dpv#AcademicResearch' as const
const about = {
  holder: bob.did,
  grant,
  policy: 'urn:uuid:1',
  request: '01900000-0000-4000-8000-000000000001',
  action: 'display' as const,
  purpose
}
const id = 'urn:uuid:01900000-0000-4000-8000-000000000002'
const facts = {
  ...about,
  id,
  duty: 'obtainConsent' as const,
  until: '2026-05-07T10:00:00.000Z',
  uses: 3
}
const expected = { ...about, issuer: alice.did }
const statement = signAcknowledgement(facts, alice, now)
const invalid = expect.objectContaining({ code: 'STATEMENT_INVALID' })
const withSubject = (subject: JsonObject, rest: JsonObject = {}) => {
  const { proof: _, ...unsigned } = structuredClone(statement) as JsonObject
  const members = { ...(unsigned['credentialSubject'] as JsonObject), ...subject }
  const changed = { ...unsigned, ...rest, credentialSubject: members }
  return sign(changed, alice, { created: new Date(now) })
}

describe('a consent', () => {
  it('is a credential that its holder reads as it was signed', () => {
    expect(verify(statement)).toMatchObject({ verified: true, issuer: alice.did })
    const read = readAcknowledgement(JSON.parse(JSON.stringify(statement)), expected)
    expect(read).toEqual({ ...facts, issuer: alice.did, created: '2026-05-06T10:00:00.000Z' })
    const { purpose: _, ...plain } = about
    const endless = signAcknowledgement(
      { ...plain, id, duty: 'obtainConsent', until: null, uses: null },
      alice,
      now
    )
    const found = readAcknowledgement(endless, { ...plain, issuer: alice.did })
    expect(found).toMatchObject({ until: null, uses: null })
    expect(found).not.toHaveProperty('purpose')
  })

  it.each<[string, Partial<typeof expected>]>([
    ['another share', { grant: Buffer.alloc(32, 8) }],
    ['other terms', { policy: 'urn:uuid:2' }],
    ['another person', { holder: mallory.did }],
    ['another question', { request: '01900000-0000-4000-8000-000000000009' }],
    ['another action', { action: 'extract' as never }],
    ['another purpose', { purpose: 'https://w3id.org/dpv#Marketing' as never }],
    ['any purpose', { purpose: undefined as never }],
    ['a share of somebody else', { issuer: mallory.did }]
  ])('is refused where it is about something else than was asked: %s', (_, other) => {
    expect(() => readAcknowledgement(statement, { ...expected, ...other })).toThrow(invalid)
  })

  it('is refused where it is about something else than was asked', () => {
    const forged = signAcknowledgement(facts, mallory, now)
    expect(() => readAcknowledgement(forged, expected)).toThrow(invalid)
    const { proof: _, ...unsigned } = forged as JsonObject
    // In the owner's name, signed by somebody else.
    const named = sign({ ...unsigned, issuer: alice.did }, mallory, { created: new Date(now) })
    expect(() => readAcknowledgement(named, expected)).toThrow(invalid)
    // Two signatures, of which one is the owner's, but another one answers for it.
    const { issuer: __, ...nobody } = unsigned
    const both = sign(sign(nobody, alice, { created: new Date(now) }), mallory, {
      created: new Date(now)
    })
    expect(() => readAcknowledgement(both, expected)).toThrow(invalid)
  })

  it.each<[string, object]>([
    ['another duty', withSubject({ 'ds:duty': 'compensate' })],
    ['no uses', withSubject({ 'ds:count': 0 })],
    ['half a use', withSubject({ 'ds:count': 1.5 })],
    ['uses in words', withSubject({ 'ds:count': '3' })],
    ['an end that is none', withSubject({}, { validUntil: 'tomorrow' })],
    ['an end that is a number', withSubject({}, { validUntil: 1e99 })],
    ['no name', withSubject({}, { id: 'urn:uuid:x' })],
    ['a type of another statement', withSubject({}, { type: ['VerifiableCredential'] })]
  ])('that the owner signed with %s is refused too', (_, odd) => {
    expect(() => readAcknowledgement(odd, expected)).toThrow(invalid)
  })

  it('with one byte changed is refused', () => {
    const text = JSON.stringify(statement)
    for (const [from, to] of [
      ['"ds:count":3', '"ds:count":9'],
      ['2026-05-07', '2027-05-07'],
      ['"ds:action":"display"', '"ds:action":"extract"']
    ] as const) {
      const changed = text.replace(from, to)
      expect(changed).not.toBe(text)
      const wanted = {
        ...expected,
        action: (to.includes('extract') ? 'extract' : 'display') as never
      }
      expect(() => readAcknowledgement(JSON.parse(changed), wanted)).toThrow(invalid)
    }
  })

  it.each([null, undefined, 1, 'x', [], {}, { proof: 1 }, { proof: [] }])(
    'is none where it is %j',
    nonsense => {
      expect(() => readAcknowledgement(nonsense, expected)).toThrow(invalid)
      expect(() => readWithdrawal(nonsense, { ...expected, id })).toThrow(invalid)
    }
  )
})

describe('a withdrawal', () => {
  const withdrawn = { id, issuer: alice.did, holder: bob.did, grant }
  const withdrawal = signWithdrawal(withdrawn, alice, now)

  it('is of one consent and nothing else', () => {
    expect(readWithdrawal(withdrawal, withdrawn)).toBe('2026-05-06T10:00:00.000Z')
    for (const other of [
      { id: id.replace(/2$/, '3') },
      { holder: mallory.did },
      { grant: Buffer.alloc(32, 8) },
      { issuer: mallory.did }
    ]) {
      expect(() => readWithdrawal(withdrawal, { ...withdrawn, ...other })).toThrow(invalid)
    }
    expect(() => readWithdrawal(signWithdrawal(withdrawn, mallory, now), withdrawn)).toThrow(
      invalid
    )
  })

  it('is no consent, and a consent is no withdrawal', () => {
    expect(() => readAcknowledgement(withdrawal, expected)).toThrow(invalid)
    expect(() => readWithdrawal(statement, withdrawn)).toThrow(invalid)
  })
})

describe('the proof that goes with a question', () => {
  const secret = Buffer.alloc(32, 3)
  const context = { asker: bob.did, request: about.request, grant }
  const proof = proveAsking(secret, context)

  it('is worth nothing for another person, question or share, or without the secret', () => {
    expect(verifyAsking(secret, context, proof)).toBe(true)
    expect(verifyAsking(secret, { ...context, asker: mallory.did }, proof)).toBe(false)
    expect(verifyAsking(secret, { ...context, request: 'other' }, proof)).toBe(false)
    expect(verifyAsking(secret, { ...context, grant: Buffer.alloc(32, 8) }, proof)).toBe(false)
    expect(verifyAsking(Buffer.alloc(32, 4), context, proof)).toBe(false)
    for (const nonsense of [null, 'x', Buffer.alloc(31), Buffer.alloc(33)]) {
      expect(verifyAsking(secret, context, nonsense)).toBe(false)
    }
  })
})
