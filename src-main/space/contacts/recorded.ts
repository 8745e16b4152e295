import { urnOf } from '../../datom'
import type { JsonObject } from '../../identity'
import type { RecordEvent, TrailEvent } from '../../meter'
import type { DatomStatus, SecurityLevel } from '../shapes'

/** What happened to contacts of one set is one entry of the audit trail, however many they are. */
export async function recordContacts(
  record: RecordEvent,
  {
    event,
    setId,
    ids,
    facts
  }: { event: TrailEvent; setId: string; ids: readonly string[]; facts: JsonObject }
): Promise<void> {
  const [first] = ids
  if (first === undefined) return
  const set = urnOf(setId)
  const one = ids.length === 1
  const about: JsonObject = one ? { set } : { count: ids.length }
  const subject = one ? urnOf(first) : set
  await record({ event, subject, facts: { type: 'contact', ...about, ...facts } })
}

/** What labels were set; tags are content, so only how many. */
export function labelFacts(labels: {
  level?: SecurityLevel
  status?: DatomStatus
  category?: string
  addTags?: string[]
  removeTags?: string[]
}): JsonObject {
  const { level, status, category, addTags = [], removeTags = [] } = labels
  const tags = addTags.length + removeTags.length
  return {
    ...(level !== undefined && { level }),
    ...(status !== undefined && { status }),
    ...(category !== undefined && { category }),
    ...(tags > 0 && { tags })
  }
}
