import z32 from 'z32'
import { DatomspaceError } from '../../error'
import type { JsonObject } from '../../identity'
import type { TransferRow } from '../shapes'

/** A transfer as the database keeps it. */
export interface TransferRecord extends TransferRow {
  /** z-base-32; absent for a transfer by files. */
  spaceKey?: string
  /** The taker's: where it goes. */
  setId?: string
  /** The letter that waits to be taken. */
  letter?: string
  /** As far as it is signed. */
  transfer?: JsonObject
  /** The giver's: what proves his right, his credential last. */
  documents?: JsonObject[]
  /** The taker's: his own credential. */
  deed?: JsonObject
}

export const ENDED: ReadonlySet<TransferRow['state']> = new Set([
  'done',
  'declined',
  'withdrawn',
  'failed'
])

export function rowOf(record: TransferRecord): TransferRow {
  const { spaceKey: _key, setId: _set, letter: _letter, ...row } = record
  const { transfer: _transfer, documents: _documents, deed: _deed, ...shown } = row
  return shown
}

export function keyText(key: Buffer | string): string {
  return typeof key === 'string' ? key : z32.encode(key)
}

export function conflict(message: string, details: Record<string, string> = {}): DatomspaceError {
  return new DatomspaceError('CONFLICT', message, { details })
}

export function malformed(): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', 'This is no such step of a transfer')
}
