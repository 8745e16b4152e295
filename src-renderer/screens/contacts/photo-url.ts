import type { ContactRow } from '../../contract'

/** Where main serves the photo of a contact. The time of its last change keeps an old one from showing. */
export function photoUrl(row: ContactRow): string | undefined {
  if (!row.photo) return undefined
  return `app://datomspace/photo/${encodeURIComponent(row.id)}?at=${encodeURIComponent(row.changed)}`
}
