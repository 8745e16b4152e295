/** What of a card is compared with other cards, normalised once. */
import { createHash } from 'node:crypto'
import type { Card } from '../card'
import { phoneKey } from '../phone'
import { cardContent } from '../uid'
import { nameForm, normalWords, type NameForm } from './name'

export interface Fingerprint {
  uid: string
  content: string
  name: NameForm
  emails: string[]
  phones: string[]
  accounts: string[]
  organizations: string[]
  /** `YYYY-MM-DD`, only if complete. */
  birthday: string | undefined
}

/** @param region ISO 3166-1 code by whose numbering plan national phone numbers are read */
export function fingerprint(card: Card, region?: string): Fingerprint {
  return {
    uid: card.uid,
    content: createHash('sha256').update(cardContent(card)).digest('base64'),
    name: nameForm(card),
    emails: unique(card.emails, ({ address }) => normalEmail(address)),
    phones: unique(card.phones, ({ number }) => phoneKey(number, region)),
    accounts: unique(card.onlineServices, ({ service, uri, user }) =>
      normalAccount(service, user ?? uri)
    ),
    organizations: unique(card.organizations, ({ name }) => normalWords(name ?? '')),
    birthday: birthdayOf(card)
  }
}

function unique<T>(
  map: Record<string, T> | undefined,
  key: (value: T) => string | undefined
): string[] {
  if (map === undefined) return []
  const keys = new Set<string>()
  for (const id in map) {
    const found = key(map[id]!)
    if (found) keys.add(found)
  }
  return [...keys]
}

/** Lower case, without a `mailto:`; text without an @ is no address. */
export function normalEmail(address: string): string | undefined {
  const text = address
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '')
  return text.includes('@') ? text : undefined
}

function normalAccount(
  service: string | undefined,
  account: string | undefined
): string | undefined {
  if (!account || account.trim().length < 3) return undefined
  return `${(service ?? '').trim().toLowerCase()}:${account.trim().toLowerCase()}`
}

function birthdayOf(card: Card): string | undefined {
  for (const { kind, date } of Object.values(card.anniversaries ?? {})) {
    if (kind !== 'birth') continue
    if ('utc' in date) return date.utc.slice(0, 10)
    const { year, month, day } = date
    if (!year || !month || !day) continue
    return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  }
  return undefined
}
