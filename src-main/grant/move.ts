import { DatomspaceError } from '../error'
import { widenings } from '../rights'
import type { Offer } from './offer'

/**
 * Whether a grant may go on as `after` says, on another core than that of `before`: it stays the grant of
 * the same data, by and for the same, on no wider terms, and never comes back to a core that it left.
 * The owner of what is granted decides what another core holds, so that wider fields could not be told from
 * those that were given. Told twice, after a crash, it is the same. Throws `STATEMENT_INVALID`.
 */
export function ensureMove(before: Offer, after: Offer, left: readonly Buffer[]): void {
  const [was, is] = [before.policy, after.policy]
  const isSame =
    before.owner === after.owner &&
    before.source === after.source &&
    was.uid === is.uid &&
    was.assignee === is.assignee &&
    was['ds:derivedFrom'] === is['ds:derivedFrom']
  if (!isSame) throw refused('turned into one for something else')
  if (left.some(core => core.equals(after.set))) throw refused('taken back to what it left')
  const [wider] = widenings(is, was)
  if (wider !== undefined) throw refused(`moved to terms that are wider (${wider})`)
}

function refused(how: string): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', `This grant was ${how}`)
}
