import { labelsOf, untilOf, type Policy } from '../../rights'
import type { Terms } from '../shapes'

/** A policy as screens show it. */
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
    labels
  }
}
