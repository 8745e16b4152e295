import { urnOf } from '../../datom'
import type { TrailEntry, TrailEvent } from '../../meter'
import type { Share } from './share'

/** What the audit trail says of a grant that this space gave. */
export function grantEvent(event: TrailEvent, share: Share): TrailEntry {
  const { label, selection, until, policy } = share.record
  const { assignee } = policy as { assignee?: string }
  return {
    event,
    subject: urnOf(share.id),
    grant: policy.uid,
    ...(assignee !== undefined && { person: assignee }),
    facts: {
      label,
      set: urnOf(selection.setId),
      selection: selection.kind,
      fields: policy['ds:fields'] ?? 'all',
      until
    }
  }
}
