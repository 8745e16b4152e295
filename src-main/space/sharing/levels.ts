import type { Datom } from '../../datom'
import { DatomspaceError } from '../../error'
import {
  forbiddenAt,
  forbiddenWords,
  levelsUnder,
  SECURITY_LEVELS,
  type Forbidden,
  type LevelOptions,
  type Policy,
  type SecurityLevel
} from '../../rights'
import type { OwnSet } from '../sets'
import type { Selection } from '../shapes'
import type { ShareBook } from './book'

/**
 * Why the levels of what is chosen forbid these terms; null if they do not. What a tag or a group will
 * hold is not looked at: its view leaves out what its terms may not give.
 */
export async function forbiddenIn(
  own: OwnSet,
  selection: Selection,
  policy: Policy,
  options: LevelOptions
): Promise<Forbidden | null> {
  for (const level of await levelsIn(own, selection)) {
    const forbidden = forbiddenAt(level, policy, options)
    if (forbidden) return forbidden
  }
  return null
}

/**
 * The most sensitive first. What is in a set is at least of the set's own level, whatever it says of itself.
 * Throws `NOT_FOUND` for a chosen datom that is not there.
 */
async function levelsIn(own: OwnSet, selection: Selection): Promise<SecurityLevel[]> {
  const levels = new Set<SecurityLevel>([own.level])
  if (selection.kind === 'set') {
    const counts = await own.counts()
    for (const level of Object.keys(counts.levels)) levels.add(level as SecurityLevel)
  }
  if (selection.kind === 'datoms') {
    for (const id of selection.ids) {
      const datom = await own.set.get(id)
      if (!datom) throw new DatomspaceError('NOT_FOUND', `There is no datom ${id} in "${own.name}"`)
      levels.add(datom.level)
    }
  }
  return [...levels].sort((a, b) => SECURITY_LEVELS.indexOf(b) - SECURITY_LEVELS.indexOf(a))
}

/**
 * What would be under terms that its level forbids does not get into a set that is shared as a whole.
 * Throws `LEVEL_FORBIDS`.
 */
export function admitByLevel(
  own: Pick<OwnSet, 'id' | 'name' | 'ringName'>,
  book: ShareBook,
  datoms: readonly Datom[]
): void {
  const grants = book.ofSet(own.id).filter(({ record }) => record.granted === own.ringName)
  for (const { record } of grants) {
    const options = { confirmed: record.aboutOthers !== undefined }
    const permitted = new Set(levelsUnder(record.policy, options))
    const datom = datoms.find(({ level }) => !permitted.has(level))
    const forbidden = datom && forbiddenAt(datom.level, record.policy, options)
    if (!forbidden) continue
    const { message, details } = levelError(forbidden)
    throw new DatomspaceError(
      'LEVEL_FORBIDS',
      `"${own.name}" is shared as a whole as "${record.label}": end that share first. ${message}`,
      { details: { ...details, id: datom.id, set: own.name, share: record.label } }
    )
  }
}

export function levelError(forbidden: Forbidden): DatomspaceError {
  const { level, rule } = forbidden
  return new DatomspaceError('LEVEL_FORBIDS', forbiddenWords(forbidden, 'en'), {
    details: { level, rule }
  })
}
