const LINK = /datomspace:(?:\/\/)?[^\s"'<>]+/i
const KEY = /datom1[02-9ac-hj-np-z]+(?:\s*\n\s*[02-9ac-hj-np-z]{8,})*/i

/** The share key or link inside a pasted text such as a whole message; null when there is none. */
export function keyIn(text: string): string | null {
  if (text.length > 20_000) return null
  const found = LINK.exec(text)?.[0] ?? KEY.exec(text)?.[0]
  return found === undefined ? null : found.replace(/\s+/g, '')
}
