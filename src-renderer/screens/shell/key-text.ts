import { personKeyIn } from '../people/key-text'

const LINK = /datomspace:(?:\/\/)?[^\s"'<>]+/i
// Also over the lines of a message: broken by a hyphen, quoted by a mail program.
const KEY = /datom1[02-9ac-hj-np-z]+(?:[ \t\r-]*\n[\s>|]*[02-9ac-hj-np-z]{8,})*/i

/** Whether a text holds a key of ours, of a share or of a person. */
export function hasKey(text: string): boolean {
  return keyIn(text) !== null || personKeyIn(text) !== null
}

/** The share key or link inside a pasted text such as a whole message; null when there is none. */
export function keyIn(text: string): string | null {
  if (text.length > 20_000) return null
  const found = LINK.exec(text)?.[0] ?? KEY.exec(text)?.[0]
  return found === undefined ? null : found.replace(/[\s>|-]+/g, '')
}
