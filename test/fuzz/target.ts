import type { Random } from './random'

/** A decoder, or a few that belong together, and what is thrown at it. */
export interface Target<Input = unknown> {
  name: string
  /** What of the program it is, for the table. */
  what: string
  /** The same random numbers give the same input. */
  input(random: Random): Input
  /**
   * Gives it to the decoder. May throw nothing but a DatomspaceError with a code that names what is wrong;
   * what it finds itself (a forgery that is believed, a result that is none) it throws as an Error.
   */
  run(input: Input): unknown
  ready?(): Promise<void>
  close?(): Promise<void>
}

/** Lets the list of targets hold those of different inputs. */
export function target<Input>(made: Target<Input>): Target {
  return made as unknown as Target
}

/** What a target says that it found. */
export function insist(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Believed or lost: ${what}`)
}
