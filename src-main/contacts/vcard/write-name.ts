import type { Card, Name, NameKind, Organization } from '../card'
import { escapeText, type Parameters } from './line'
import { NAME_POSITIONS } from './name'
import type { CardWriter } from './write'

/** FN, N, NICKNAME, ORG, TITLE, ROLE. `shown` stands in for FN where the card has none. */
export function writeName(writer: CardWriter, card: Card, shown: string): void {
  const name = card.name ?? {}
  if (name.full !== undefined)
    writer.line('FN', { ...name['datomspace:fullParams'] }, escapeText(name.full))
  else writer.line('FN', { derived: 'TRUE' }, escapeText(shown))
  writeComponents(writer, name)
  writeNicknames(writer, card)
  for (const [id, organization] of Object.entries(card.organizations ?? {}))
    writeOrganization(writer, organization, id)
  for (const [id, title] of Object.entries(card.titles ?? {})) {
    const property = title.kind === 'role' ? 'ROLE' : 'TITLE'
    writer.item(property, title, escapeText(title.name), {}, id)
  }
}

function writeComponents(writer: CardWriter, name: Name): void {
  const of = (kind: NameKind): string[] =>
    (name.components ?? []).filter(part => part.kind === kind).map(part => part.value)
  if ((name.components ?? []).length === 0) {
    if (writer.is3) writer.line('N', {}, ';;;;')
    return
  }
  const extended = of('surname2').length + of('generation').length > 0
  const positions = NAME_POSITIONS.slice(0, extended ? 7 : 5).map(of)
  // RFC 9554 §2.2: repeated where programs that do not know the new positions look
  positions[0]!.push(...of('surname2'))
  positions[4]!.push(...of('generation'))
  const value = positions.map(values => values.map(escapeText).join(',')).join(';')
  writer.line('N', { ...name.vCardParams, ...sortAs(name, of('surname').length > 0) }, value)
  const spoken: [NameKind, string][] = [
    ['given', 'X-PHONETIC-FIRST-NAME'],
    ['given2', 'X-PHONETIC-MIDDLE-NAME'],
    ['surname', 'X-PHONETIC-LAST-NAME']
  ]
  for (const [kind, property] of spoken) {
    const parts = name.components!.filter(part => part.kind === kind)
    const phonetic = parts.length === 1 ? parts[0]!.phonetic : undefined
    if (phonetic !== undefined) writer.line(property, {}, escapeText(phonetic))
  }
}

function sortAs(name: Name, surnamed: boolean): Parameters {
  const { surname, given } = name.sortAs ?? {}
  if (surname === undefined && given === undefined) return {}
  return { 'sort-as': sortList(surnamed ? [surname ?? '', given ?? ''] : [given ?? '']) }
}

/** SORT-AS is one quoted list, unless a key holds a comma itself. */
function sortList(keys: string[]): string | string[] {
  while (keys.length > 1 && keys[keys.length - 1] === '') keys.pop()
  if (!keys.some(key => key.includes(','))) return keys.join(',')
  return keys.length > 1 ? keys : [...keys, '']
}

function writeNicknames(writer: CardWriter, card: Card): void {
  let plain: string[] = []
  const flush = (): void => {
    if (plain.length > 0) writer.line('NICKNAME', {}, plain.map(escapeText).join(','))
    plain = []
  }
  for (const [id, { name, ...rest }] of Object.entries(card.nicknames ?? {})) {
    if (Object.keys(rest).every(member => member === '@type')) plain.push(name)
    else {
      flush()
      writer.item('NICKNAME', rest, escapeText(name), {}, id)
    }
  }
  flush()
}

function writeOrganization(writer: CardWriter, organization: Organization, id: string): void {
  const units = organization.units ?? []
  const parts = [organization.name ?? '', ...units.map(unit => unit.name)]
  const keys = [organization.sortAs ?? '', ...units.map(unit => unit.sortAs ?? '')]
  const more: Parameters = keys.some(key => key !== '') ? { 'sort-as': sortList(keys) } : {}
  writer.item('ORG', organization, parts.map(escapeText).join(';'), more, id)
}
