import * as v from 'valibot'
import { DatomspaceError } from '../error'
import { TODAY, type Mechanism } from './mechanism'
import type { Policy } from './policy'
import { policy } from './schema'
import { unsupportedTerms } from './term'

const MAX_NODES = 5000
const MAX_DEPTH = 20

/**
 * The policy in `value`, which may come from a hostile peer. Anything that this program does not know,
 * a term, an operand, an action or a member, is refused with `POLICY_NOT_UNDERSTOOD` and the place of
 * the term in `details.path`: to leave it out would make the policy say something else.
 */
export function parsePolicy(value: unknown): Policy {
  const excess = excessIn(value)
  if (excess !== null) throw notUnderstood(excess)
  const result = v.safeParse(policy, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  throw notUnderstood(v.getDotPath(issue) ?? '')
}

/**
 * The policy in `value`, if the software does all that its terms rely on. What is well said but not
 * held up, such as a `count` where no uses are counted, is refused with `POLICY_NOT_UNDERSTOOD` too: a
 * term that is shown and does nothing would be a lie. `mechanisms`: what the software does, default
 * what it does today.
 */
export function validatePolicy(value: unknown, mechanisms: readonly Mechanism[] = TODAY): Policy {
  const parsed = parsePolicy(value)
  const [unsupported] = unsupportedTerms(parsed, mechanisms)
  if (unsupported) throw notUnderstood(unsupported.at)
  return parsed
}

/** Where `value` has more parts than anybody needs, so that no peer can make comparing slow; else null. */
export function excessIn(value: unknown): string | null {
  const pending: { node: unknown; depth: number; path: string }[] = [
    { node: value, depth: 0, path: '' }
  ]
  let nodes = 0
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, depth, path } = next
    if (typeof node !== 'object' || node === null) continue
    for (const [key, inner] of Object.entries(node)) {
      const at = path === '' ? key : `${path}.${key}`
      nodes += 1
      if (nodes > MAX_NODES || depth > MAX_DEPTH) return at
      pending.push({ node: inner, depth: depth + 1, path: at })
    }
  }
  return null
}

function notUnderstood(path: string): DatomspaceError {
  return new DatomspaceError(
    'POLICY_NOT_UNDERSTOOD',
    `The terms say something that this version does not understand (${path || 'not a policy'}), so they cannot be accepted. A newer version may.`,
    { details: { path } }
  )
}
