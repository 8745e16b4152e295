import { shallowRef } from 'vue'
import { en, type Dictionary } from './en'
import { filled } from './filling'
import { zhCN } from './zh-CN'

export type Locale = 'en' | 'zh-CN'
type Plural = { one?: string; other: string }
/** What is filled in at the `{name}` places of a text. */
export type Values = Record<string, string | number | boolean | null | undefined>
type Keys<Node> = {
  [Name in keyof Node & string]: Node[Name] extends string | Plural
    ? Name
    : `${Name}.${Keys<Node[Name]>}`
}[keyof Node & string]

/** `contacts.list.title`: a path to one text of the dictionary. */
export type MessageKey = Keys<Dictionary>

const dictionaries: Record<Locale, Dictionary> = { en, 'zh-CN': zhCN }
const current = shallowRef<Locale>('en')

export function locale(): Locale {
  return current.value
}

export function setLocale(next: Locale): void {
  current.value = next
}

/** The language to use: what the person set, else what the system speaks. */
export function resolveLocale(wanted: 'system' | Locale, system: string): Locale {
  if (wanted !== 'system') return wanted
  return /^zh\b/i.test(system) ? 'zh-CN' : 'en'
}

/** The text at `key` with `{name}` filled in; `count` chooses between singular and plural. */
export function t(key: MessageKey, values: Values = {}): string {
  return fill(find(key) ?? key, values)
}

/** Sentences one after the other: with a space between them where the language has one. */
export function sentences(...all: (string | false | undefined)[]): string {
  return all.filter(Boolean).join(current.value === 'zh-CN' ? '' : ' ')
}

/**
 * The text for a code that came from elsewhere, such as a term of a policy or a reason of a problem;
 * the code itself when the dictionary has none, so that nothing is ever hidden.
 */
export function tCode(group: string, code: string, values: Values = {}): string {
  const found = find(`${group}.${code}`)
  return found === undefined ? code : fill(found, values)
}

export function hasText(key: string): boolean {
  return find(key) !== undefined
}

function find(path: string): string | Plural | undefined {
  let node: unknown = dictionaries[current.value]
  for (const name of path.split('.')) {
    if (typeof node !== 'object' || node === null) return undefined
    node = Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : undefined
  }
  if (typeof node === 'string') return node
  return isPlural(node) ? node : undefined
}

function isPlural(node: unknown): node is Plural {
  return typeof node === 'object' && node !== null && 'other' in node
}

function fill(text: string | Plural, values: Values): string {
  const chosen = typeof text === 'string' ? text : pluralForm(text, values.count)
  return filled(chosen, name => {
    const value = values[name]
    if (value === undefined || value === null) return undefined
    return typeof value === 'number'
      ? new Intl.NumberFormat(current.value).format(value)
      : String(value)
  })
}

function pluralForm(text: Plural, count: Values[string]): string {
  if (typeof count !== 'number') return text.other
  const rule = new Intl.PluralRules(current.value).select(count)
  return rule === 'one' && text.one !== undefined ? text.one : text.other
}
