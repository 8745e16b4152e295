import { encodeCanonical, MAX_DATOM_BYTES, type SharedFacts } from './datom'

const NIL = '00000000-0000-0000-0000-000000000000'
const CONTENT = '"content":'
const ID = `"id":"${NIL}"`

/**
 * Encodes many datoms that differ in id and content alone: gives what `encodeCanonical` gives, and puts the
 * rest together only once. Contents are the UTF-8 bytes of canonical JSON.
 */
export class DatomTemplate {
  private readonly before: Buffer
  private readonly after: Buffer
  /** Where the id stands in what comes after the content. */
  private readonly id: number

  constructor(facts: SharedFacts) {
    const whole = encodeCanonical({ ...facts, id: NIL }, '{}')
    // Quotes in texts are escaped, so these are found only where they are members.
    const content = whole.indexOf(`${CONTENT}{}`) + CONTENT.length
    this.before = whole.subarray(0, content)
    this.after = whole.subarray(content + 2)
    this.id = this.after.indexOf(ID) + ID.indexOf(NIL)
  }

  /** Bytes of the datom; undefined if they are more than a datom may have. */
  sizeOf(content: Uint8Array): number | undefined {
    const size = this.before.length + content.length + this.after.length
    return size > MAX_DATOM_BYTES ? undefined : size
  }

  /** Returns where the datom ends. */
  write(id: string, content: Uint8Array, into: Buffer, at: number): number {
    into.set(this.before, at)
    into.set(content, (at += this.before.length))
    into.set(this.after, (at += content.length))
    into.write(id, at + this.id, NIL.length, 'latin1')
    return at + this.after.length
  }
}
