import type Hyperbee from 'hyperbee2'
import { DatomspaceError } from '../error'
import { decodeDatom, decodeValue, isTime, type StoredDatom } from './datom'
import type { BoundedBee } from './bounded'

export type VersionKind = 'created' | 'changed' | 'deleted' | 'restored'

export interface DatomVersion {
  version: number
  /** ISO 8601, UTC. */
  at: string
  kind: VersionKind
  /** Null for a deletion. */
  datom: StoredDatom | null
}

/** What is left of a deleted datom: where its versions are. */
export interface Tombstone {
  id: string
  deleted: string
  version: number
  prior: number
}

// Each version points to the one before, so a set with a loop in it would be followed for ever.
const MAX_VERSIONS = 10_000

export const datomKey = (id: string) => Buffer.from(`d/${id}`)
export const tombstoneKey = (id: string) => Buffer.from(`x/${id}`)

/** The datom or its tombstone in one version of the tree. */
export async function stateOf(bee: Hyperbee, id: string): Promise<StoredDatom | Tombstone | null> {
  const entry = await bee.get(datomKey(id))
  if (entry) return decodeDatom(entry.value, id)
  const tombstone = await bee.get(tombstoneKey(id))
  return tombstone && decodeTombstone(tombstone.value, id)
}

export function isTombstone(state: StoredDatom | Tombstone): state is Tombstone {
  return 'deleted' in state
}

/**
 * All versions of a datom up to a length of the core, newest first. Ends early, with what there is, where the older ones are
 * encrypted with the key of an epoch that was not given.
 */
export async function versionsOf(
  tree: BoundedBee,
  length: number,
  id: string
): Promise<DatomVersion[]> {
  const versions: DatomVersion[] = []
  let at = length
  let state = await stateOf(tree.at(at), id)
  while (state !== null && versions.length < MAX_VERSIONS) {
    tree.progressed()
    const older: StoredDatom | Tombstone | null = await olderOf(tree, state, at)
    versions.push(describe(state, older))
    at = state.prior ?? 0
    state = older
  }
  return versions
}

async function olderOf(
  tree: BoundedBee,
  state: StoredDatom | Tombstone,
  length: number
): Promise<StoredDatom | Tombstone | null> {
  if (state.prior === undefined) return null
  if (state.prior >= length) {
    throw new DatomspaceError('STORAGE_CORRUPT', `The history of ${state.id} runs in a circle`)
  }
  return readable(stateOf(tree.at(state.prior), state.id))
}

async function readable<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof DatomspaceError && error.code === 'EPOCH_KEY_MISSING') return null
    throw error
  }
}

function describe(
  state: StoredDatom | Tombstone,
  older: StoredDatom | Tombstone | null
): DatomVersion {
  const { version } = state
  if (isTombstone(state)) return { version, at: state.deleted, kind: 'deleted', datom: null }
  const restored = state.restored !== undefined || (older !== null && isTombstone(older))
  const kind = restored ? 'restored' : version === 1 ? 'created' : 'changed'
  return { version, at: state.changed, kind, datom: state }
}

function decodeTombstone(bytes: Uint8Array, id: string): Tombstone {
  const value = decodeValue(bytes, `The deletion of ${id}`)
  const { deleted, version, prior } = value
  if (
    isTime(deleted) &&
    Number.isSafeInteger(version) &&
    Number.isSafeInteger(prior) &&
    (prior as number) >= 0
  ) {
    return { id, deleted, version: version as number, prior: prior as number }
  }
  throw new DatomspaceError('STORAGE_CORRUPT', `The deletion of ${id} is malformed`)
}
