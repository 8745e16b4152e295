/**
 * Google's label column ("* Work Fax") ↔ contexts, features, preference and custom label of a value.
 * `readLabel(writeLabel(x))` is x for everything that one label can hold.
 */
import type { Labelled } from '../card'
import type { FieldContext, PhoneFeature } from './field'

export interface LabelMeaning {
  context?: FieldContext
  feature?: PhoneFeature
  label?: string
  preferred?: true
}

const CONTEXT_WORDS: [string, FieldContext | undefined][] = [
  ['', undefined],
  ['Home', 'private'],
  ['Work', 'work']
]

const FEATURE_WORDS: [string, PhoneFeature | undefined][] = [
  ['', undefined],
  ['Mobile', 'mobile'],
  ['Fax', 'fax'],
  ['Pager', 'pager'],
  ['Main', 'main-number'],
  ['TTY', 'textphone'],
  ['Video', 'video']
]

const MEANINGS = new Map<string, LabelMeaning>()
for (const [contextWord, context] of CONTEXT_WORDS) {
  for (const [featureWord, feature] of FEATURE_WORDS) {
    MEANINGS.set([contextWord, featureWord].filter(Boolean).join(' '), { context, feature })
  }
}
for (const [word, meaning] of [
  ['工作', { context: 'work' }],
  ['单位', { context: 'work' }],
  ['住宅', { context: 'private' }],
  ['家庭', { context: 'private' }],
  ['手机', { feature: 'mobile' }],
  ['行動電話', { feature: 'mobile' }],
  ['携帯', { feature: 'mobile' }]
] as const) {
  MEANINGS.set(word, meaning)
}

const PREFERRED = '* '

const READ = new Map<string, LabelMeaning>()
const MOST_READ = 1000

/** What a label says. Unknown words are a custom label, kept as written. */
export function readLabel(text: string): Readonly<LabelMeaning> {
  let meaning = READ.get(text)
  if (meaning === undefined) {
    meaning = understand(text)
    if (READ.size < MOST_READ) READ.set(text, meaning)
  }
  return meaning
}

function understand(text: string): LabelMeaning {
  const preferred = text.startsWith(PREFERRED) || text === '*'
  const word = preferred ? text.slice(PREFERRED.length) : text
  const known = MEANINGS.get(word)
  const meaning: LabelMeaning = known === undefined ? { label: word } : { ...known }
  if (preferred) meaning.preferred = true
  return meaning
}

/** The one label for a value: its custom label, else its first context and feature. */
export function writeLabel(value: Labelled & { features?: Record<string, true> }): string {
  const prefix = value.pref === 1 ? PREFERRED : ''
  if (value.label !== undefined) return prefix + value.label
  const context = CONTEXT_WORDS.find(([, name]) => name && value.contexts?.[name])?.[0] ?? ''
  const feature = FEATURE_WORDS.find(([, name]) => name && value.features?.[name])?.[0] ?? ''
  return (prefix + [context, feature].filter(Boolean).join(' ')).trim()
}

/** Relations of JSContact (RFC 9553 §2.1.8) that Google has a label for; others stay kept cells. */
const RELATIONS: [string, string][] = [
  ['Spouse', 'spouse'],
  ['Child', 'child'],
  ['Parent', 'parent'],
  ['Friend', 'friend'],
  ['Relative', 'kin'],
  ['Sibling', 'sibling'],
  ['Colleague', 'colleague'],
  ['Assistant', 'agent']
]

export function readRelation(label: string): string | undefined {
  return RELATIONS.find(([word]) => word.toLowerCase() === label.toLowerCase())?.[1]
}

export function writeRelation(relation: string): string | undefined {
  return RELATIONS.find(([, name]) => name === relation)?.[0]
}
