import { DatomspaceError } from '../error'

/** By what is looked for: the command that shows which there are. */
const LISTING = {
  set: 'list sets',
  share: 'list shares',
  'received share': 'list received',
  person: 'people',
  request: 'request',
  consent: 'consent',
  transfer: 'transfer list'
}

/**
 * The one row that a person means: by its id, by the beginning of its id (at least 4 characters), or
 * by its name. Throws `NOT_FOUND`, and `CONFLICT` when it could be several.
 */
export function lookup<Row extends { id: string }>(
  rows: readonly Row[],
  wanted: string,
  nameOf: (row: Row) => string,
  what: keyof typeof LISTING
): Row {
  const exact = rows.find(row => row.id === wanted)
  if (exact) return exact
  const matches = rows.filter(
    row => nameOf(row) === wanted || (wanted.length >= 4 && row.id.startsWith(wanted))
  )
  if (matches.length === 1) return matches[0] as Row
  if (matches.length > 1) throw ambiguous(matches, wanted, what)
  throw new DatomspaceError(
    'NOT_FOUND',
    `There is no ${what} "${wanted}": "datomspace ${LISTING[what]}" shows which there are`
  )
}

export function ambiguous(
  matches: readonly { id: string }[],
  wanted: string,
  what: string
): DatomspaceError {
  const ids = matches.slice(0, 10).map(row => row.id)
  return new DatomspaceError(
    'CONFLICT',
    `"${wanted}" means ${matches.length} ${what}s: use an id (${ids.join(', ')}${matches.length > 10 ? ', …' : ''})`
  )
}
