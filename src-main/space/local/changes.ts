export type Appended = { length: number; byteLength: number }

export interface Append {
  blocks: Buffer[]
  resolve(state: Appended): void
  reject(error: unknown): void
}

export interface Truncation {
  length: number
  fork: number | undefined
  resolve(): void
  reject(error: unknown): void
}

/** What a program asked a core to become, in the order in which it was asked. */
export type Change = Append | Truncation

/** Largest append in one frame, well under the frame's limit. */
const MAX_BATCH = 16 * 1024 * 1024

export function isAppend(change: Change): change is Append {
  return 'blocks' in change
}

/** Takes as many appends as come first and fit into one, at least one. */
export function takeBatch(changes: Change[]): Append[] {
  const first = changes.findIndex(change => !isAppend(change))
  const appends = changes.slice(0, first === -1 ? changes.length : first) as Append[]
  let bytes = 0
  let count = 0
  for (const { blocks } of appends) {
    bytes += blocks.reduce((sum, block) => sum + block.byteLength, 0)
    if (count > 0 && bytes > MAX_BATCH) break
    count++
  }
  return changes.splice(0, count) as Append[]
}

/** Each append gets the length that it would have had alone. */
export function settle(batch: Append[], total: { length: number; byteLength: number }): void {
  let { length, byteLength } = total
  for (const { blocks, resolve } of batch.reverse()) {
    resolve({ length, byteLength })
    length -= blocks.length
    byteLength -= blocks.reduce((sum, block) => sum + block.byteLength, 0)
  }
}
