const LONGEST = 20_000
const LETTERS = '[02-9ac-hj-np-z]'
// Over the lines of a message: broken by a hyphen, quoted by a mail program. What is short may be the last of
// it or a word: whoever reads the key leaves out what is too much.
const BROKEN = '[ \\t\\r-]*\\n[\\s>|]*'
const FURTHER = `(?:${BROKEN}${LETTERS}{8,})*(?:${BROKEN}${LETTERS}{1,7}(?=[ \\t\\r]*(?:\\n|$)))?`
const SHARE = keyPattern('datom')
const SHARE_LINK = linkPattern('[^\\s"\'<>]+')
const PERSON = keyPattern('person')
const PERSON_LINK = linkPattern(`\\S*person1${LETTERS}+`)

/** Whether a text holds a key of ours, of a share or of a person. */
export function hasKey(text: string): boolean {
  return keyIn(text) !== null || personKeyIn(text) !== null
}

/** The share key or link inside a pasted text such as a whole message; null when there is none. */
export function keyIn(text: string): string | null {
  return firstIn(text, [SHARE_LINK, SHARE])
}

/** The person key or link inside a pasted text; null when there is none. */
export function personKeyIn(text: string): string | null {
  return firstIn(text, [PERSON_LINK, PERSON])
}

function firstIn(text: string, patterns: RegExp[]): string | null {
  if (text.length > LONGEST) return null
  const found = patterns.map(pattern => pattern.exec(text)?.[0]).find(Boolean)
  return found === undefined ? null : found.replace(/[\s>|-]+/g, '')
}

function keyPattern(prefix: string): RegExp {
  return new RegExp(`${prefix}1${LETTERS}+${FURTHER}`, 'i')
}

function linkPattern(content: string): RegExp {
  return new RegExp(`datomspace:(?://)?${content}${FURTHER}`, 'i')
}
