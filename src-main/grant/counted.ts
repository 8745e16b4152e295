/** A head of a log of receipts, signed by the owner (`meter` signs and checks it). */
export interface SignedHead {
  /** Key of the log, z-base-32. */
  log: string
  number: number
  hash: string
  uses: Record<string, number>
  at: string
  signature: string
}

/** What the owner has counted under a grant, by all its holders together. */
export interface CountedEntry {
  type: 'counted'
  at: string
  uses: Record<string, number>
  /** ISO time; null as long as nothing was used. */
  firstUse: string | null
  /** Those that grew since the last such entry. */
  heads: SignedHead[]
}

export interface Counted {
  uses: Record<string, number>
  firstUse: string | null
  /** The last head of each log. */
  heads: ReadonlyMap<string, SignedHead>
}

const MAX_HEADS = 1_024
const MAX_ACTIONS = 64

/** The entry in what was decoded from a grant core, which a hostile owner may have written; else null. */
export function parseCounted(value: Record<string, unknown>): CountedEntry | null {
  const { type, at, firstUse, heads } = value
  const uses = usesIn(value['uses'])
  if (type !== 'counted' || !isTime(at) || !uses) return null
  if (firstUse !== null && !isTime(firstUse)) return null
  if (!Array.isArray(heads) || heads.length > MAX_HEADS) return null
  const signed = heads.map(headIn)
  if (!signed.every(head => head !== null)) return null
  return { type, at, uses, firstUse, heads: signed as SignedHead[] }
}

/** What is known after one more entry. Logs that were not heard of for long are forgotten first. */
export function addCounted(before: Counted | null, entry: CountedEntry): Counted {
  const heads = new Map(before?.heads)
  for (const head of entry.heads) {
    heads.delete(head.log)
    heads.set(head.log, head)
  }
  for (const log of heads.keys()) {
    if (heads.size <= MAX_HEADS) break
    heads.delete(log)
  }
  return { uses: entry.uses, firstUse: entry.firstUse, heads }
}

function headIn(value: unknown): SignedHead | null {
  if (typeof value !== 'object' || value === null) return null
  const { log, number, hash, at, signature, uses: counts } = value as Record<string, unknown>
  const uses = usesIn(counts)
  const isText = (text: unknown): text is string => typeof text === 'string' && text.length <= 100
  if (!isText(log) || !isText(hash) || !isText(signature) || !isTime(at) || !uses) return null
  if (!isCount(number)) return null
  return { log, number, hash, uses, at, signature }
}

function usesIn(value: unknown): Record<string, number> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const entries = Object.entries(value)
  if (entries.length > MAX_ACTIONS || !entries.every(([, times]) => isCount(times))) return null
  return Object.fromEntries(entries) as Record<string, number>
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 40 && Number.isFinite(Date.parse(value))
}
