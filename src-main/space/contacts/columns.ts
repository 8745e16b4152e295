import type { RowFacts } from './row'

/** What rows show, column by column: it takes far longer to send them between threads as objects. */
export interface ShownColumns {
  names: string[]
  sortKeys: string[]
  orgs: string[]
  emails: string[]
  tels: string[]
  searches: string[]
  photos: boolean[]
}

export type ShownFacts = Pick<
  RowFacts,
  'name' | 'sortKey' | 'org' | 'email' | 'tel' | 'search' | 'photo'
>

export function noShown(): ShownColumns {
  return { names: [], sortKeys: [], orgs: [], emails: [], tels: [], searches: [], photos: [] }
}

export function addShown(columns: ShownColumns, shown: ShownFacts): void {
  columns.names.push(shown.name)
  columns.sortKeys.push(shown.sortKey)
  columns.orgs.push(shown.org)
  columns.emails.push(shown.email)
  columns.tels.push(shown.tel)
  columns.searches.push(shown.search)
  columns.photos.push(shown.photo)
}
