import type { Enforcement, Terms, TermsLanguage } from '../space/shapes'
import { printable } from './text'

/** What only a policy says that was given: by whom, about what, under which name. */
const PARTIES = new Set(['assigner', 'target', 'uid'])
/** What nobody knows of a grant before it is made. */
const UNMADE = new Set(['target', 'uid'])

/**
 * Every term in plain words, a line each, with how far it is held up and why. What a rule of several
 * lines is bound to stands under a line that says that it holds for all of them.
 *
 * @param options.unmade whether the grant is not made yet, so that it has no name
 * @param options.draft whether nobody gave them yet, so that nothing is said of parties
 */
export function wordsText(
  { words }: Pick<Terms, 'words'>,
  language: TermsLanguage = 'en',
  { draft = false, unmade = false } = {}
): string {
  const said: string[] = []
  let rule = ''
  let heads = 0
  for (const { at, level, text, enforcement, because } of words[language]) {
    if ((draft && PARTIES.has(at)) || (unmade && UNMADE.has(at))) continue
    if (level === 0) {
      heads = ruleOf(at) === rule ? heads + 1 : 1
      rule = ruleOf(at)
    } else if (heads > 1) {
      said.push(ALL_OF_THESE[language])
      heads = 1
    }
    const label = enforcement ? `  [${LABELS[language][enforcement]}: ${because ?? ''}]` : ''
    said.push(`${'  '.repeat(level)}${printable(text)}${label}`)
  }
  return said.join('\n')
}

/** `permission.0`: what sentences about the same rule share. */
function ruleOf(at: string): string {
  return at.split('.').slice(0, 2).join('.')
}

const ALL_OF_THESE: Record<TermsLanguage, string> = {
  en: 'All of the above:',
  'zh-CN': '以上各项：'
}

const LABELS: Record<TermsLanguage, Record<Enforcement, string>> = {
  en: { enforced: 'enforced', metered: 'metered', declared: 'declared' },
  'zh-CN': { enforced: '强制', metered: '计量', declared: '承诺' }
}
