import type { Enforcement, Terms, TermSentence } from '../contract'
import { locale } from '../locale'
import { shorten } from '../locale/format'

export interface TermLine {
  key: string
  text: string
  /** Absent for a sentence that binds nobody. */
  enforcement?: Enforcement
  why?: string
  /** What the sentence is bound to, such as its conditions and duties. */
  under: TermLine[]
}

export type TermGroupName = 'conditions' | 'may' | 'mayNot' | 'duties' | 'about'

export interface TermGroup {
  name: TermGroupName
  lines: TermLine[]
}

const GROUPS: TermGroupName[] = ['conditions', 'may', 'mayNot', 'duties', 'about']
const DID = /did:key:z[1-9A-HJ-NP-Za-km-z]+/g
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
  for (const [index, sentence] of terms.words[locale()].entries()) {
    const line = lineOf(sentence, index, nameOf)
    const parent = open[sentence.level - 1]
    if (parent) parent.under.push(line)
    else groups.get(groupOf(sentence.at))!.push(line)
    open = [...open.slice(0, sentence.level), line]
  }
  return GROUPS.map(name => ({ name, lines: groups.get(name)! })).filter(
    group => group.lines.length > 0
  )
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
    text: text.replace(DID, did => nameOf(did) ?? shorten(did, SHOWN_ENDS)),
    ...(enforcement && { enforcement }),
    ...(because && { why: because }),
    under: []
  }
}
