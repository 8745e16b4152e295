import type { CardBuilder } from './builder'

const WRAPPED = /^_\$!<(.+)>!\$_$/s

/** The words of an Apple label: `_$!<HomePage>!$_` is `HomePage`; a person's own label is itself. */
export function labelText(raw: string): string {
  return WRAPPED.exec(raw)?.[1] ?? raw
}

/**
 * Give each X-ABLabel to the value objects of its group. What the address book wraps in `_$!<…>!$_` is
 * remembered in the parameter `x-ablabel`, so that it goes back as it came. A label whose group has no
 * value object of the card is kept with the properties that are.
 */
export function finishAppleLabels(
  builder: CardBuilder,
  labels: NonNullable<CardBuilder['labels']>
): void {
  for (const { group, raw, text, header } of labels) {
    const members = builder.grouped?.get(group.toLowerCase())
    if (members === undefined || members.some(member => member.label !== undefined)) {
      builder.keep(raw, header)
      continue
    }
    const label = labelText(text)
    for (const member of members) {
      member.label = label
      if (label !== text) (member.vCardParams ??= {})['x-ablabel'] = text
    }
  }
}
