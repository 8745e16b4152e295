import { deriveKeys } from '../../src-main/identity'
import { signReceipt, verifyLog, type Use } from '../../src-main/meter'
import type { Measurement } from './measurement'
import { clock, median, timed } from './statistics'

const COUNT = 10_000
const ROUNDS = 5

/** A log of receipts, each naming three datoms: signed as its holder does, verified as the owner does. */
export async function measureReceipts(): Promise<Measurement[]> {
  const bob = deriveKeys(Buffer.alloc(32, 2))
  const origin = { grant: 'y'.repeat(52), holder: bob.did, log: 'b'.repeat(52) }
  const ids = [1, 2, 3].map(n => `01900000-0000-7000-8000-00000000000${n}`)
  const use: Use = { action: 'display', policy: 'urn:uuid:1', subject: ids }
  const blocks: Buffer[] = []
  let after: { number: number; hash: string } | null = null
  const from = clock()
  for (let at = 0; at < COUNT; at++) {
    const signed = signReceipt(use, { origin, after, at: 1e12 + at }, bob)
    after = { number: signed.receipt.number, hash: signed.hash }
    blocks.push(signed.block)
  }
  const signing = clock() - from
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    times.push(
      await timed(() => {
        if (!verifyLog(blocks, origin).ok) throw new Error('A whole log was called faulty')
      })
    )
  }
  const unit = 'a second'
  return [
    { work: 'receipts verified in their chain', value: COUNT / (median(times) / 1_000), unit },
    { work: 'receipts signed', value: COUNT / (signing / 1_000), unit }
  ]
}
