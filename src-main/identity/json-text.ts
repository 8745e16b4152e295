const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c

/** What a text says, or why it says nothing: `cause` is what the engine threw. */
export type JsonText =
  { value: unknown } | { fault: 'no-json'; cause: unknown } | { fault: 'ambiguous' }

/**
 * A JSON text, or its UTF-8 bytes, in which no object has two members of one name, as I-JSON demands (RFC
 * 7493 §2.3, and so RFC 8785). Programs and people disagree about which of two counts: a statement could
 * show one issuer and be signed by another.
 */
export function readJsonText(source: string | Uint8Array): JsonText {
  let text: string
  let value: unknown
  try {
    text =
      typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
    value = JSON.parse(text)
  } catch (cause) {
    return { fault: 'no-json', cause }
  }
  // A colon outside of a string stands for a member; the later one of two took the place of the other.
  return colonsOf(text) > membersOf(value) ? { fault: 'ambiguous' } : { value }
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
