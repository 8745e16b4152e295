import type { Enforcement, Terms, TermsLanguage } from '../space/shapes'
import { printable } from './text'

/** Every term in plain words, a line each, with how far it is held up and why. */
export function wordsText({ words }: Terms, language: TermsLanguage = 'en'): string {
  return words[language]
    .map(({ level, text, enforcement, because }) => {
      const label = enforcement ? `  [${LABELS[language][enforcement]}: ${because ?? ''}]` : ''
      return `${'  '.repeat(level)}${printable(text)}${label}`
    })
    .join('\n')
}

const LABELS: Record<TermsLanguage, Record<Enforcement, string>> = {
  en: { enforced: 'enforced', metered: 'metered', declared: 'declared' },
  'zh-CN': { enforced: '强制执行', metered: '计量', declared: '声明' }
}
