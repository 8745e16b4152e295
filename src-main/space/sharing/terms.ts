import { labelsOf, untilOf, whyOf, wordsOf, type Language, type Policy } from '../../rights'
import type { Terms, TermSentence } from '../shapes'
import { localOffset } from './clock'

/** A policy as screens show it. Times in words are on the clock of this machine. */
export function termsOf(policy: Policy): Terms {
  const until = untilOf(policy)
  const labels = labelsOf(policy)
  return {
    ...(until !== null && { until: new Date(until).toISOString() }),
    actions: [...new Set(policy.permission.flatMap(rule => rule.action))],
    prohibitions: labels
      .filter(label => label.term.startsWith('no-'))
      .map(label => label.term.slice(3)),
    fields: policy['ds:fields'] ?? 'all',
    labels,
    words: { en: sentences(policy, 'en'), 'zh-CN': sentences(policy, 'zh-CN') },
    policy: JSON.stringify(policy)
  }
}

/** Of terms that are not here yet. */
export const NO_TERMS: Terms = {
  actions: [],
  prohibitions: [],
  fields: 'all',
  labels: [],
  words: { en: [], 'zh-CN': [] },
  policy: ''
}

function sentences(policy: Policy, language: Language): TermSentence[] {
  const said = wordsOf(policy, language, { utcOffset: localOffset })
  return said.map(({ at, level, text, enforcement, why }) => ({
    at,
    level,
    text,
    ...(enforcement && { enforcement }),
    ...(why !== undefined && { why, because: whyOf(why, language) })
  }))
}
