const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c

/**
 * Whether an object of a JSON text has two members of one name, which I-JSON forbids (RFC 7493 §2.3, and
 * so RFC 8785). Programs and people disagree about which of them counts: a statement could show one issuer
 * and be signed by another.
 *
 * @param value what `JSON.parse` made of `text`
 */
export function namesMemberTwice(text: string, value: unknown): boolean {
  // A colon outside of a string stands for a member; the later one of two took the place of the other.
  return colonsOf(text) > membersOf(value)
}

/** Of a text that is known to be JSON. */
function colonsOf(text: string): number {
  let colons = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === COLON) colons++
    else if (unit === QUOTE) at = endOfString(text, at)
  }
  return colons
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++
    if (escapes % 2 === 0) return end
  }
}

/** Of all objects in it. Not by recursion: a hostile text is nested as deep as it is long. */
function membersOf(root: unknown): number {
  let members = 0
  const open: unknown[] = [root]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const values: unknown[] = Object.values(value)
    if (!Array.isArray(value)) members += values.length
    for (const each of values) if (typeof each === 'object' && each !== null) open.push(each)
  }
  return members
}
