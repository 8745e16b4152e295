import { describe, expect, it } from 'vitest'
import { readOffer, signOffer } from '../../src-main/grant'
import { createSeed, deriveKeys, type KeyRing } from '../../src-main/identity'
import { policyOf, type Draft } from '../../src-main/rights'

const [alice, bob, carol, mallory] = Array.from({ length: 4 }, () => deriveKeys(createSeed())) as [
  KeyRing,
  KeyRing,
  KeyRing,
  KeyRing
]
const set = Buffer.alloc(32, 5)
const noon = Date.parse('2026-05-06T12:00:00Z')
const passable: Draft = {
  permission: [{ action: ['read', 'display', 'grantUse'] }],
  prohibition: [{ action: ['sell'] }]
}
const narrow: Draft = { permission: [{ action: ['read'] }], prohibition: [{ action: ['sell'] }] }

interface Link {
  giver: KeyRing
  to?: KeyRing | undefined
  uid: string
  from?: string
  draft?: Draft
  chain?: object[]
  set?: Buffer
  now?: number
}

function offer({
  giver,
  to,
  uid,
  from,
  draft = passable,
  chain,
  now = noon,
  ...rest
}: Link): object {
  const policy = policyOf(draft, {
    kind: to ? 'Agreement' : 'Ticket',
    uid,
    assigner: giver.did,
    target: 'urn:uuid:set',
    ...(to && { assignee: to.did }),
    ...(from !== undefined && { derivedFrom: from })
  })
  const facts = {
    ownerName: 'x',
    label: 'x',
    space: giver.network.publicKey,
    grant: Buffer.alloc(32, uid.length),
    set: rest.set ?? set,
    count: 1,
    policy,
    ...(chain && { chain })
  }
  return signOffer(facts, giver, now)
}

const first = offer({ giver: alice, to: bob, uid: 'urn:1' })
const second = (changes: Partial<Link> = {}) =>
  offer({
    giver: bob,
    to: carol,
    uid: 'urn:22',
    from: 'urn:1',
    draft: narrow,
    chain: [first],
    ...changes
  })
const read = (statement: object) => readOffer(statement, { grant: Buffer.alloc(32, 6) })

describe('an offer that passes something on', () => {
  it('says whose data it is, and on what it rests', () => {
    const { owner, source, chain } = read(second())
    expect({ owner, source }).toEqual({ owner: bob.did, source: alice.did })
    expect(chain.length).toBe(2)
  })

  const forgeries: [string, () => object][] = [
    [
      'of nothing that it names',
      () => offer({ giver: bob, to: carol, uid: 'urn:22', from: 'urn:1' })
    ],
    ['with an empty chain', () => second({ chain: [] })],
    ['with a chain that is none', () => second({ chain: [{}] as object[] })],
    ['by one who does not hold it', () => second({ giver: mallory })],
    [
      'of what was only for anybody with a key',
      () => second({ chain: [offer({ giver: alice, uid: 'urn:1' })] })
    ],
    [
      'of what may not be passed on',
      () => second({ chain: [offer({ giver: alice, to: bob, uid: 'urn:1', draft: narrow })] })
    ],
    ['for whoever has the key', () => second({ to: undefined })],
    [
      'for whoever has the key, by the second who passed it on',
      () => {
        const bobs = second({ draft: passable })
        const chain = [first, bobs]
        return offer({ giver: carol, uid: 'urn:22', from: 'urn:22', draft: narrow, chain })
      }
    ],
    ['with wider terms', () => second({ draft: { ...passable, prohibition: [] } })],
    ['of another set', () => second({ set: Buffer.alloc(32, 6) })],
    [
      'with fewer fields than the bytes have',
      () => second({ draft: { ...narrow, 'ds:fields': ['name'] } })
    ],
    ['under terms with another name', () => second({ from: 'urn:9' })],
    [
      'with a link that was changed',
      () => second({ chain: [{ ...first, validFrom: '2020-01-01T00:00:00.000Z' }] })
    ],
    [
      'that the owner is said to have given, signed by the giver',
      () =>
        second({
          chain: [
            offer({ giver: { ...pick(bob), did: alice.did } as never, to: bob, uid: 'urn:1' })
          ]
        })
    ],
    [
      'longer than anybody passes on',
      () => second({ chain: Array.from({ length: 9 }, () => first) })
    ]
  ]
  it.each(forgeries)('%s is refused', (_, forge) => {
    expect(() => read(forge())).toThrow(expect.objectContaining({ code: 'STATEMENT_INVALID' }))
  })

  it('after the right to pass on had ended is refused, and one before it stands', () => {
    const ending: Draft = {
      ...passable,
      permission: [
        {
          action: ['read', 'grantUse'],
          constraint: [
            {
              leftOperand: 'dateTime',
              operator: 'lteq',
              rightOperand: {
                '@value': new Date(noon + 1e6).toISOString(),
                '@type': 'xsd:dateTime'
              }
            }
          ]
        }
      ]
    }
    const parent = offer({ giver: alice, to: bob, uid: 'urn:1', draft: ending })
    const draft: Draft = { ...ending, permission: [{ ...ending.permission[0]!, action: ['read'] }] }
    expect(read(second({ chain: [parent], draft })).source).toBe(alice.did)
    expect(() => read(second({ chain: [parent], draft, now: noon + 2e6 }))).toThrow(
      expect.objectContaining({ code: 'STATEMENT_INVALID' })
    )
  })
})

function pick(ring: KeyRing): object {
  return { sign: (message: Uint8Array) => ring.sign(message), network: ring.network }
}
