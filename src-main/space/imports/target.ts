import type { ContactSource } from '../contacts/source'
import type { SecurityLevel } from '../shapes'
import type { ImportsOptions } from './options'

const FIRST_SET = 'Contacts'

/** The set that an import goes to: the one that is named, a new one, or the first there is. */
export async function targetSet(
  { contacts, createSet }: ImportsOptions,
  params: { setId?: string; newSet?: string; level?: SecurityLevel }
): Promise<ContactSource> {
  if (params.setId !== undefined) return contacts.ownSource(params.setId)
  const own = contacts.projection.sources().find(source => source.editable)
  if (own && params.newSet === undefined) return own
  const { id } = await createSet({
    name: params.newSet ?? FIRST_SET,
    ...(params.level && { level: params.level })
  })
  return contacts.ownSource(id)
}
