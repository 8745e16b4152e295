import type Hypercore from 'hypercore'
import { decodeValue } from '../../datom'
import { plainJson, type JsonObject } from '../../identity'
import { pacer } from '../contacts/pace'

const READ_AHEAD = 200

/** The links of a trail as they are in its core, behind the header; null where one cannot be read. */
export class TrailLinks {
  readonly #core: Hypercore

  constructor(core: Hypercore) {
    this.#core = core
  }

  async get(number: number): Promise<JsonObject | null> {
    try {
      const bytes = await this.#core.get(number + 1, { wait: false })
      return bytes && (plainJson(decodeValue(bytes, `Entry ${number}`)) as JsonObject)
    } catch {
      return null // a damaged block: `verify` says which
    }
  }

  /** Oldest first, from one number up to and without another. */
  async *between(start: number, end: number): AsyncGenerator<JsonObject | null> {
    const pace = pacer()
    for (let from = start; from < end; from += READ_AHEAD) {
      const count = Math.min(READ_AHEAD, end - from)
      const links = await Promise.all(
        Array.from({ length: count }, (_, index) => this.get(from + index))
      )
      for (const link of links) {
        yield link
        await pace()
      }
    }
  }
}
