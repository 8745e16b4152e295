import type { Enforcement, Terms, TermsLanguage } from '../space/shapes'
import { printable } from './text'

/** What only a policy says that was given: by whom, about what, under which name. */
const PARTIES = new Set(['assigner', 'target', 'uid'])

/**
 * Every term in plain words, a line each, with how far it is held up and why.
 *
 * @param options.draft whether nobody gave them yet, so that nothing is said of parties
 */
export function wordsText(
  { words }: Terms,
  language: TermsLanguage = 'en',
  { draft = false } = {}
): string {
  return words[language]
    .filter(({ at }) => !draft || !PARTIES.has(at))
    .map(({ level, text, enforcement, because }) => {
      const label = enforcement ? `  [${LABELS[language][enforcement]}: ${because ?? ''}]` : ''
      return `${'  '.repeat(level)}${printable(text)}${label}`
    })
    .join('\n')
}

const LABELS: Record<TermsLanguage, Record<Enforcement, string>> = {
  en: { enforced: 'enforced', metered: 'metered', declared: 'declared' },
  'zh-CN': { enforced: '强制', metered: '计量', declared: '承诺' }
}
