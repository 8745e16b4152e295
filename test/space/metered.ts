import { draftOf, type Draft } from '../../src-main/rights'
import { until, type LocalNetwork } from './network'
import { sharingSpace, type SharingSpace } from './sharing'

export const typed = (value: string, type: string) => ({ '@value': value, '@type': `xsd:${type}` })

/** To be looked at so many times. */
export function looks(times: number, duty?: 'delete'): Draft {
  const draft = draftOf('family', { now: Date.now() })
  return {
    ...draft,
    permission: [
      { action: ['read', 'index'] },
      {
        action: ['display'],
        constraint: [
          { leftOperand: 'count', operator: 'lteq', rightOperand: typed(String(times), 'integer') }
        ],
        ...(duty && { duty: [{ action: duty }] })
      }
    ]
  } as Draft
}

/** As often as one likes. */
export const uncounted = (): Draft => draftOf('family', { now: Date.now() })

/** What Alice gave to Bob, who accepted it. */
export async function shared(
  network: LocalNetwork,
  terms: Draft,
  options: { now?: () => number; storage?: string; maxReceiptBytes?: number } = {}
) {
  const alice = await sharingSpace(network, 'alice', options)
  const bob = await sharingSpace(network, 'bob', options)
  const friends = await alice.set('Friends', ['Carol', 'Dave'])
  const selection = { kind: 'set' as const, setId: friends.id }
  const share = await alice.shares.create({ label: 'Friends', selection, terms, aboutOthers: true })
  const { key } = await alice.shares.key(share.id)
  const { id } = await bob.received.accept(key)
  return { alice, bob, friends, share, key, id }
}

export const counts = (alice: SharingSpace, uses: number, shareId: string) =>
  until(
    async () => (await alice.meters.overview({ shareId })).totals.uses === uses,
    `Alice counts ${uses}`
  )
