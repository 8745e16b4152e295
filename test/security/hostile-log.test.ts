import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EpochRing } from '../../src-main/datom'
import { GrantLog, parseKey } from '../../src-main/grant'
import { LocalNetwork, until } from '../space/network'
import { inState, person, setOf, share } from './people'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

describe('the log of a grant', () => {
  it('that grows by thousands of entries at once has its keys taken over once, not once for each', async () => {
    const mallory = await person(network, 'mallory')
    const bob = await person(network, 'bob')
    const { key, received } = await share(mallory, bob, await setOf(mallory, ['Carol']))
    await inState(bob, received, 'live')
    const { store, keys } = mallory.space
    const { secret } = parseKey(key)
    const [row] = await mallory.shares.list()
    const log = GrantLog.write({ store, keyPair: keys.signer(`grant/${row!.id}`), secret })
    await log.ready()
    const ring = {
      epochs: Array.from(
        { length: 2_000 },
        (_, n) => [n + 2, Buffer.alloc(32, n).toString('base64')] as [number, string]
      )
    }
    await log.append({ type: 'epochs', ring })
    let merges = 0
    const merge = EpochRing.prototype.merge
    EpochRing.prototype.merge = function (exported) {
      merges++
      return merge.call(this, exported)
    }
    const at = '2026-01-01T00:00:00Z'
    try {
      for (let n = 0; n < 500; n++) await log.append({ type: n % 2 ? 'resumed' : 'suspended', at })
      await log.append({ type: 'ended', at, reason: 'revoked' })
      await until(
        async () => (await bob.received.list())[0]!.state === 'revoked',
        'the end has come'
      )
    } finally {
      EpochRing.prototype.merge = merge
    }
    expect(merges).toBeLessThan(10)
  })
})
