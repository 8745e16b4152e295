import type { Card } from '../../contract'
import { addressParts, changedAddress } from './draft-address'
import { changedDates, dateOf } from './draft-dates'
import { changedName, composeFull, namesOf } from './draft-name'
import { changedService, freeKey, kindOf, merged, rows, withKind } from './draft-rows'
import type { CardDraft } from './draft-shapes'

export function newCard(uid: string): Card {
  return { '@type': 'Card', version: '1.0', uid, kind: 'individual' }
}

export function draftOf(card: Card): CardDraft {
  const organization = Object.values(card.organizations ?? {})[0]
  return {
    names: namesOf(card.name),
    full: card.name?.full ?? composeFull(namesOf(card.name)),
    nickname: Object.values(card.nicknames ?? {})[0]?.name ?? '',
    company: organization?.name ?? '',
    department: organization?.units?.[0]?.name ?? '',
    jobTitle: firstTitle(card)?.[1].name ?? '',
    phones: Object.entries(card.phones ?? {}).map(([key, phone]) => ({
      key,
      kind: kindOf(phone),
      value: phone.number.replace(/^tel:/i, '')
    })),
    emails: rows(card.emails, email => email.address),
    links: rows(card.links, link => link.uri),
    notes: rows(card.notes, note => note.note),
    online: Object.entries(card.onlineServices ?? {}).map(([key, item]) => ({
      key,
      service: item.service ?? '',
      user: item.user ?? item.uri ?? ''
    })),
    addresses: Object.entries(card.addresses ?? {}).map(([key, address]) => ({
      key,
      kind: kindOf(address),
      ...addressParts(address)
    })),
    birthday: dateOf(card, 'birth'),
    wedding: dateOf(card, 'wedding'),
    removePhoto: false
  }
}

/** The Card with what the form changed, and everything else exactly as it was. */
export function cardOf(draft: CardDraft, original: Card): Card {
  const before = draftOf(original)
  const card: Card = { ...original }
  setMember(card, 'name', changedName(draft, before, original.name))
  setMember(
    card,
    'nicknames',
    changedFirst(original.nicknames, draft.nickname, before.nickname, 'name')
  )
  setMember(card, 'organizations', changedOrganizations(draft, before, original))
  setMember(card, 'titles', changedTitles(draft, before, original))
  setMember(
    card,
    'phones',
    merged(draft.phones, before.phones, original.phones, (row, old) => ({
      ...withKind(row, old),
      number: row.value.trim()
    }))
  )
  setMember(
    card,
    'emails',
    merged(draft.emails, before.emails, original.emails, (row, old) => ({
      ...withKind(row, old),
      address: row.value.trim()
    }))
  )
  setMember(
    card,
    'links',
    merged(draft.links, before.links, original.links, (row, old) => ({
      ...withKind(row, old),
      uri: row.value.trim()
    }))
  )
  setMember(
    card,
    'notes',
    merged(draft.notes, before.notes, original.notes, (row, old) => ({ ...old, note: row.value }))
  )
  setMember(
    card,
    'onlineServices',
    merged(draft.online, before.online, original.onlineServices, (row, old) =>
      changedService(row, old)
    )
  )
  setMember(
    card,
    'addresses',
    merged(draft.addresses, before.addresses, original.addresses, (row, old) =>
      changedAddress(
        row,
        before.addresses.find(one => one.key === row.key),
        old
      )
    )
  )
  setMember(card, 'anniversaries', changedDates(draft, before, original))
  if (draft.removePhoto) setMember(card, 'media', withoutPhoto(original))
  return card
}

export function isEmptyDraft(draft: CardDraft): boolean {
  const texts = [draft.full, draft.company, ...draft.phones, ...draft.emails].map(item =>
    typeof item === 'string' ? item : item.value
  )
  return texts.every(text => text.trim() === '')
}

function setMember<Key extends keyof Card>(
  card: Card,
  key: Key,
  value: Card[Key] | undefined
): void {
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  if (value === undefined || empty) delete card[key]
  else card[key] = value
}

function changedFirst<Item extends { name: string }>(
  items: Record<string, Item> | undefined,
  value: string,
  before: string,
  member: 'name'
): Record<string, Item> | undefined {
  if (value.trim() === before) return items
  const [key] = Object.keys(items ?? {})
  const { [key ?? '']: old, ...rest } = items ?? {}
  if (!value.trim()) return rest
  return { [key ?? 'n1']: { ...old, [member]: value.trim() } as Item, ...rest }
}

function changedOrganizations(draft: CardDraft, before: CardDraft, original: Card) {
  const company = draft.company.trim()
  const department = draft.department.trim()
  if (company === before.company && department === before.department) return original.organizations
  const [key = 'o1'] = Object.keys(original.organizations ?? {})
  const { [key]: old, ...rest } = original.organizations ?? {}
  const units = [...(department ? [{ name: department }] : []), ...(old?.units ?? []).slice(1)]
  const { name: _, units: __, ...kept } = old ?? {}
  if (!company && units.length === 0) return rest
  return {
    [key]: { ...kept, ...(company && { name: company }), ...(units.length > 0 && { units }) },
    ...rest
  }
}

function firstTitle(card: Card) {
  const titles = Object.entries(card.titles ?? {})
  return titles.find(([, title]) => (title.kind ?? 'title') === 'title')
}

function changedTitles(draft: CardDraft, before: CardDraft, original: Card) {
  if (draft.jobTitle.trim() === before.jobTitle) return original.titles
  const [key, old] = firstTitle(original) ?? [freeKey(original.titles, 't'), undefined]
  const { [key]: _, ...rest } = original.titles ?? {}
  if (!draft.jobTitle.trim()) return rest
  return { [key]: { ...old, kind: 'title' as const, name: draft.jobTitle.trim() }, ...rest }
}

function withoutPhoto(card: Card): Card['media'] {
  return Object.fromEntries(
    Object.entries(card.media ?? {}).filter(([, item]) => item.kind !== 'photo')
  )
}
