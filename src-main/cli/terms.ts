import type { Terms } from '../space/shapes'

/** What the receiver may not do; `use` with the purpose for which it is forbidden, if only for one. */
export function prohibitionWords({ prohibitions, labels }: Terms): string {
  const words = prohibitions.map(action => {
    const purpose = labels.find(({ term }) => term === `no-${action}`)?.value
    return purpose ? `${action} (${purpose.split(/[#/]/).pop()})` : action
  })
  return words.join(', ')
}
