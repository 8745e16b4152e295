import { changeDatom, type Datom, type StoredDatom } from '../../datom'
import { strictest } from '../../rights'
import type { Projection } from '../contacts/projection'
import type { ContactSource } from '../contacts/source'
import type { Journal } from './journal'

export interface TakenBack {
  /** Contacts that were deleted or went back to what they were. */
  undone: number
  /** Contacts that somebody has changed since: they stay as they are. */
  kept: number
}

export interface TakeBackOptions {
  id: string
  journal: Journal
  projection: Projection
  now: () => number
  onprogress?: (done: number, total: number) => void
}

const SLICE = 250

/**
 * Takes back what an import wrote: what it created is deleted, what it changed goes back to the version
 * before. May be stopped at any moment and begun again; what was taken back already is left alone.
 */
export async function takeBack(options: TakeBackOptions): Promise<TakenBack> {
  const { id, journal, projection, onprogress } = options
  const sets = await changesOf(journal, id)
  await projection.applied()
  const total = [...sets.values()].reduce((sum, datoms) => sum + datoms.size, 0)
  const result: TakenBack = { undone: 0, kept: 0 }
  let done = 0
  for (const [setId, datoms] of sets) {
    const source = projection.source(setId)
    if (!source) continue // the set was deleted, and all in it
    const ids = [...datoms.keys()]
    for (let at = 0; at < ids.length; at += SLICE) {
      const slice = ids.slice(at, at + SLICE)
      await takeBackSlice(source, slice, datoms, options, result)
      done += slice.length
      onprogress?.(done, total)
    }
  }
  return result
}

/** Set → datom → version after each write of the import → version before it. */
type Changes = Map<string, Map<string, Map<number, number>>>

async function changesOf(journal: Journal, id: string): Promise<Changes> {
  const sets: Changes = new Map()
  for await (const { setId, entries } of journal.slices(id)) {
    for (const { datomId, before, after } of entries) {
      if (after === 0) continue
      const datoms = sets.get(setId) ?? new Map<string, Map<number, number>>()
      sets.set(setId, datoms)
      const steps = datoms.get(datomId) ?? new Map<number, number>()
      datoms.set(datomId, steps.set(after, before))
    }
  }
  return sets
}

async function takeBackSlice(
  source: ContactSource,
  ids: string[],
  datoms: Map<string, Map<number, number>>,
  { projection, now }: TakeBackOptions,
  result: TakenBack
): Promise<void> {
  const deleted: string[] = []
  const restored: Datom[] = []
  for (const id of ids) {
    const steps = datoms.get(id)!
    // Nearly all: made by the import, and as it made them. The list knows, without reading them.
    if (isMade(steps) && projection.versionIn(source, id) === 1) {
      deleted.push(id)
      continue
    }
    const current = await source.get(id)
    if (!current) continue
    let version = current.version
    while (steps.has(version)) version = steps.get(version)!
    if (version === 0) deleted.push(id)
    else if (version < current.version)
      restored.push(await earlier(source, current, version, now()))
    else if (changedSince(current, steps)) result.kept++
  }
  if (deleted.length > 0) result.undone += await source.delete(deleted, now())
  if (restored.length > 0) await source.put(restored)
  result.undone += restored.length
}

function isMade(steps: Map<number, number>): boolean {
  return steps.size === 1 && steps.get(1) === 0
}

async function earlier(
  source: ContactSource,
  current: Datom,
  version: number,
  now: number
): Promise<Datom> {
  const versions = await source.history(current.id)
  const old = versions.find(each => each.version === version)?.datom ?? current
  const { content, tags, status } = old
  const level = strictest(current.level, old.level)
  const restored: StoredDatom = {
    ...changeDatom(current, { content, tags, level, status }, now),
    restored: version
  }
  return restored
}

/** False when the write never happened, or was taken back before. */
function changedSince(current: StoredDatom, steps: Map<number, number>): boolean {
  if (current.restored !== undefined && [...steps.values()].includes(current.restored)) return false
  return current.version > Math.max(...steps.keys())
}
