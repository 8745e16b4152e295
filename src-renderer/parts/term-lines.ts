import type { Enforcement, Terms, TermSentence } from '../contract'
import { locale, t } from '../locale'
import { shorten } from '../locale/format'

export interface TermLine {
  key: string
  text: string
  /** Absent for a sentence that binds nobody. */
  enforcement?: Enforcement
  why?: string
  /** What the sentence is bound to, such as its conditions and duties. */
  under: TermLine[]
  /** Says nothing but that what is under it holds for all the lines of its rule above it. */
  joint?: boolean
}

export type TermGroupName = 'conditions' | 'may' | 'mayNot' | 'duties' | 'about'

export interface TermGroup {
  name: TermGroupName
  lines: TermLine[]
}

const GROUPS: TermGroupName[] = ['conditions', 'may', 'mayNot', 'duties', 'about']
const DID = /did:key:z[1-9A-HJ-NP-Za-km-z]+/g
/** No space between Chinese words, also where one of them is a name that was filled in. */
const SPACED_HAN = /(?<=\p{Script=Han}) (?=\p{Script=Han})/gu
/** Longer names of identities are shown by their two ends. */
const SHOWN_ENDS = 14

/**
 * The sentences that main says of the terms, in groups, those that belong to another below it. Nothing
 * is left out; an identity that the person knows is called by its name.
 *
 * @param nameOf the name of a DID, undefined when it has none
 */
export function termGroups(
  terms: Pick<Terms, 'words'>,
  nameOf: (did: string) => string | undefined = () => undefined
): TermGroup[] {
  const groups = new Map<TermGroupName, TermLine[]>(GROUPS.map(name => [name, []]))
  let open: TermLine[] = []
  let rule = ''
  let lines = 0
  for (const [index, sentence] of terms.words[locale()].entries()) {
    const line = lineOf(sentence, index, nameOf)
    const group = groups.get(groupOf(sentence.at))!
    if (sentence.level === 0) {
      lines = ruleOf(sentence.at) === rule ? lines + 1 : 1
      rule = ruleOf(sentence.at)
    } else if (sentence.level === 1 && lines > 1 && !open[0]?.joint) {
      open = [jointLine(index)]
      group.push(...open)
    }
    const parent = open[sentence.level - 1]
    if (parent) parent.under.push(line)
    else group.push(line)
    open = [...open.slice(0, sentence.level), line]
  }
  return GROUPS.map(name => ({ name, lines: groups.get(name)! })).filter(
    group => group.lines.length > 0
  )
}

/** `permission.0`: what sentences about the same rule share. */
function ruleOf(at: string): string {
  return at.split('.').slice(0, 2).join('.')
}

function jointLine(index: number): TermLine {
  return { key: `joint-${index}`, text: t('terms.allOfThese'), under: [], joint: true }
}

function groupOf(at: string): TermGroupName {
  if (at.startsWith('permission')) return 'may'
  if (at.startsWith('prohibition')) return 'mayNot'
  if (at.startsWith('obligation')) return 'duties'
  return /^(@type|assignee|ds:)/.test(at) ? 'conditions' : 'about'
}

function lineOf(
  { text, enforcement, because }: TermSentence,
  index: number,
  nameOf: (did: string) => string | undefined
): TermLine {
  return {
    key: String(index),
    text: text.replace(DID, did => nameOf(did) ?? shorten(did, SHOWN_ENDS)).replace(SPACED_HAN, ''),
    ...(enforcement && { enforcement }),
    ...(because && { why: because }),
    under: []
  }
}
