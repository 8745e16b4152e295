import { randomInt } from 'node:crypto'
import { DatomspaceError } from '../error'
import type { SecretProblem } from './secret-window'

const ASKED_WORDS = 3

/** Which words (1-based, ascending) a person is asked for to prove that the phrase was written down. */
export function positionsToConfirm(words: number): number[] {
  const positions = new Set<number>()
  while (positions.size < ASKED_WORDS) positions.add(randomInt(words) + 1)
  return [...positions].sort((a, b) => a - b)
}

/** Runs a check that throws, and says what it found in the form that the secret page shows. */
export async function secretProblem(
  check: () => Promise<void> | void
): Promise<SecretProblem | undefined> {
  try {
    await check()
    return undefined
  } catch (error) {
    const { code, details } = DatomspaceError.from(error)
    return { code, details }
  }
}
