import { originHash, readReceipt, type Receipt, type ReceiptOrigin } from './receipt'

/**
 * What a receipt is to those before it. `gap`: some are missing before it. `fork`: there is another one
 * of its number, or it goes on from another one than is known. `reordered`: it came after a later one.
 * `repeated`: the same again. `clock`: in its place, but its time is before that of its predecessor.
 * `foreign`: of another grant, person or log. `invalid`: form or signature.
 */
export type ReceiptVerdict =
  'ok' | 'gap' | 'fork' | 'reordered' | 'repeated' | 'clock' | 'foreign' | 'invalid'

export interface JudgedReceipt {
  verdict: ReceiptVerdict
  /** Null where the form or the signature is wrong. */
  receipt: Receipt | null
  /** Base64url; empty where there is no receipt. */
  hash: string
  /** For `gap`: how many are missing right before it. */
  missing: number
}

/** The last receipt of a log, by number. */
export interface ChainHead {
  number: number
  hash: string
}

/** Verdicts on receipts that tell of a use, whatever else is wrong with them. */
const USES: readonly ReceiptVerdict[] = ['ok', 'gap', 'fork', 'reordered', 'clock']

/** Whether its user signed for a use that is not counted yet. */
export function tellsUse({ verdict }: JudgedReceipt): boolean {
  return USES.includes(verdict)
}

interface Known {
  hash: string
  previous: string
}

/**
 * One log of receipts, judged as it comes. Nothing that it is given makes it throw, and what was judged
 * once is not forgotten by what comes later.
 */
export class ReceiptChain {
  readonly #origin: ReceiptOrigin
  readonly #known = new Map<number, Known>()
  /** Numbers that are missing: from, to; ascending. */
  readonly #missing: [number, number][] = []
  #head: ChainHead | null = null
  #at = Number.NEGATIVE_INFINITY

  constructor(origin: ReceiptOrigin) {
    this.#origin = origin
  }

  /** The latest by number; null when there is none. */
  get head(): ChainHead | null {
    return this.#head
  }

  /** How many are missing before the head. */
  get missing(): number {
    return this.#missing.reduce((sum, [from, to]) => sum + (to - from + 1), 0)
  }

  /** Ranges of numbers that are missing: from, to. */
  get gaps(): readonly (readonly [number, number])[] {
    return this.#missing
  }

  hashOf(number: number): string | undefined {
    return this.#known.get(number)?.hash
  }

  /** Judges the next block, by its signature too. */
  add(block: Uint8Array): JudgedReceipt {
    const signed = readReceipt(block)
    if (!signed) return { verdict: 'invalid', receipt: null, hash: '', missing: 0 }
    return this.addVerified(signed.receipt, signed.hash)
  }

  /** The same for one whose signature was verified before. */
  addVerified(receipt: Receipt, hash: string): JudgedReceipt {
    const judged = (verdict: ReceiptVerdict, missing = 0): JudgedReceipt => ({
      verdict,
      receipt,
      hash,
      missing
    })
    const { grant, holder, log } = this.#origin
    if (receipt.grant !== grant || receipt.holder !== holder || receipt.log !== log) {
      return judged('foreign')
    }
    const { number, previous } = receipt
    const known = this.#known.get(number)
    if (known) return judged(known.hash === hash ? 'repeated' : 'fork')
    if (!this.#fits(receipt, hash)) return judged('fork')
    const last = this.#head?.number ?? 0
    this.#known.set(number, { hash, previous })
    if (number < last) {
      this.#found(number)
      return judged('reordered')
    }
    const missing = number - last - 1
    if (missing > 0) this.#missing.push([last + 1, number - 1])
    this.#head = { number, hash }
    const isBack = receipt.at < this.#at
    this.#at = receipt.at
    if (missing > 0) return judged('gap', missing)
    return judged(isBack ? 'clock' : 'ok')
  }

  /** Whether those next to it, as far as they are known, agree that it belongs between them. */
  #fits({ number, previous }: Receipt, hash: string): boolean {
    const before = number === 1 ? originHash(this.#origin) : this.#known.get(number - 1)?.hash
    if (before !== undefined && before !== previous) return false
    const after = this.#known.get(number + 1)
    return after === undefined || after.previous === hash
  }

  #found(number: number): void {
    let [low, high] = [0, this.#missing.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#missing[middle]![1] < number) low = middle + 1
      else high = middle
    }
    const range = this.#missing[low]
    if (!range || number < range[0] || number > range[1]) return
    const [from, to] = range
    const left: [number, number][] = []
    if (from < number) left.push([from, number - 1])
    if (number < to) left.push([number + 1, to])
    this.#missing.splice(low, 1, ...left)
  }
}

/** What a whole log came to. */
export interface LogVerdict {
  judged: JudgedReceipt[]
  head: ChainHead | null
  /** How many are missing before the last one. */
  missing: number
  /** How many of those that were counter-signed are not there at the end any more. */
  dropped: number
  /** Whether the counter-signed head is another receipt than the one of its number. */
  contradicts: boolean
  uses: number
  ok: boolean
}

/** Judges a whole log. `signed`: the last head that its owner was given a signature for. */
export function verifyLog(
  blocks: Iterable<Uint8Array>,
  origin: ReceiptOrigin,
  signed?: ChainHead
): LogVerdict {
  const chain = new ReceiptChain(origin)
  const judged: JudgedReceipt[] = []
  for (const block of blocks) judged.push(chain.add(block))
  const last = chain.head?.number ?? 0
  const dropped = signed ? Math.max(0, signed.number - last) : 0
  const there = signed && chain.hashOf(signed.number)
  const contradicts = there !== undefined && there !== signed!.hash
  const { missing, head } = chain
  return {
    judged,
    head,
    missing,
    dropped,
    contradicts,
    uses: judged.filter(tellsUse).length,
    ok:
      judged.every(({ verdict }) => verdict === 'ok') &&
      missing === 0 &&
      dropped === 0 &&
      !contradicts
  }
}
