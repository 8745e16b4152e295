const KEPT_MS = 15 * 60_000

/**
 * The seed of a space that was made just now, kept in memory while its person writes down the words, so
 * that the passphrase chosen a minute ago is not asked for at every step. Wiped when they are done with
 * it, put it off, or after a quarter of an hour.
 */
export class FreshSeed {
  #seed: Buffer | undefined
  #timer: NodeJS.Timeout | undefined

  /** Keeps a copy. */
  keep(seed: Buffer): void {
    this.forget()
    this.#seed = Buffer.from(seed)
    this.#timer = setTimeout(() => this.forget(), KEPT_MS)
    this.#timer.unref()
  }

  /** A copy that the caller wipes, or undefined when it was forgotten. */
  copy(): Buffer | undefined {
    return this.#seed && Buffer.from(this.#seed)
  }

  forget(): void {
    clearTimeout(this.#timer)
    this.#seed?.fill(0)
    this.#seed = undefined
  }
}
