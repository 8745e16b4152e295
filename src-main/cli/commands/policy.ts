import { DatomspaceError } from '../../error'
import {
  draftOf,
  parsePolicy,
  PEOPLE_TEMPLATES,
  policyOf,
  unsupportedTerms,
  type Policy
} from '../../rights'
import type { TermsLanguage } from '../../space/shapes'
import { termsOf } from '../../space/sharing/terms'
import { EXIT } from '../exit'
import type { Output } from '../output'
import { wordsText } from '../terms'
import { draftIn, jsonIn } from './grants'

/** Nobody's: terms in a draft name no parties. */
const PARTIES = {
  kind: 'Ticket',
  uid: 'urn:draft',
  assigner: 'did:draft',
  target: 'urn:draft'
} as const

/**
 * `datomspace policy FILE`: what terms in a file say, in words, and whether this software holds them up.
 * Needs no space.
 */
export async function policyFile(
  output: Output,
  path: string,
  language: TermsLanguage
): Promise<number> {
  const policy = await policyIn(path)
  const unsupported = unsupportedTerms(policy)
  const valid = unsupported.length === 0
  const terms = termsOf(policy)
  await output.value({ valid, unsupported, terms }, () =>
    [
      wordsText(terms, language, { draft: policy.uid === PARTIES.uid }),
      ...unsupported.map(({ at, code }) => `Not held up by this version: ${code} (${at})`)
    ].join('\n')
  )
  return valid ? EXIT.ok : EXIT.refused
}

/** `datomspace policy --templates`: the templates with their terms as of now. */
export async function templates(
  output: Output,
  now: number,
  language: TermsLanguage
): Promise<void> {
  for (const name of PEOPLE_TEMPLATES) {
    const draft = draftOf(name, { now, utcOffset: -new Date(now).getTimezoneOffset() })
    const terms = termsOf(policyOf(draft, PARTIES))
    await output.value(
      { name, draft, terms },
      () => `${name}\n${wordsText(terms, language, { draft: true })}\n`
    )
  }
}

async function policyIn(path: string): Promise<Policy> {
  const value = await jsonIn(path)
  const isPolicy = typeof value === 'object' && value !== null && '@type' in value
  if (isPolicy) return parsePolicy(value)
  const draft = await draftIn(path)
  try {
    return policyOf(draft, PARTIES)
  } catch (error) {
    throw DatomspaceError.from(error)
  }
}
