const LINK = /datomspace:(?:\/\/)?\S*person1[02-9ac-hj-np-z]+/i
// Also over the lines of a message: broken by a hyphen, quoted by a mail program.
const KEY = /person1[02-9ac-hj-np-z]+(?:[ \t\r-]*\n[\s>|]*[02-9ac-hj-np-z]{8,})*/i
const LONGEST = 20_000

/** The person key or link inside a pasted text; null when there is none. */
export function personKeyIn(text: string): string | null {
  if (text.length > LONGEST) return null
  const found = LINK.exec(text)?.[0] ?? KEY.exec(text)?.[0]
  return found === undefined ? null : found.replace(/[\s>|-]+/g, '')
}
