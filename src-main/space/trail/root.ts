import { urnOf } from '../../datom'
import type { RecordEvent } from '../../meter'
import type { Sets } from '../sets'

/**
 * Adds to what happened to many datoms of one's own set at once what their core was then: its length and
 * the root of its hash tree, which commit to every one of them and give nothing away.
 */
export function withRoots(record: RecordEvent, sets: () => Sets): RecordEvent {
  return async entry => {
    const own =
      entry.facts?.['count'] === undefined
        ? undefined
        : sets()
            .all()
            .find(({ id }) => urnOf(id) === entry.subject)
    if (!own) return record(entry)
    const { core, length } = own.set
    const root = (await core.treeHash(length)).toString('hex')
    return record({ ...entry, facts: { ...entry.facts, length, root } })
  }
}
