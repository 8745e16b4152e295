import type { ServedMeter } from '../../meter'
import { countedUses } from '../../rights'
import type { Sets } from '../sets'
import type { HolderRow, ShareRow } from '../shapes'
import { eventRows } from './declaring'
import type { Granted, GrantedCores } from './granted'
import type { Share } from './share'
import { termsOf } from './terms'

export interface RowsOptions {
  sets: Sets
  cores: GrantedCores
  meter: ServedMeter
  now: () => number
  /** What the address book calls somebody. */
  nameOf: (did: string) => string | undefined
}

/** A grant given, as screens show it. */
export async function shareRow(share: Share, options: RowsOptions): Promise<ShareRow> {
  const { record, id, assignee } = share
  const { sets, cores, meter, now, nameOf } = options
  const granted = cores.get(record.granted)
  const set = sets.all().find(own => own.id === record.selection.setId)
  const { blocks, bytes } = meter.of(id)
  const events = eventRows(record.policy, record.events ?? {})
  const name = assignee === undefined ? undefined : nameOf(assignee)
  return {
    id,
    label: record.label,
    selection: record.selection,
    setName: set?.name ?? (record.derived ? record.label : ''),
    count: granted ? await cores.countOf(granted) : record.count,
    terms: termsOf(record.policy),
    state: share.state(now()),
    created: record.created,
    ...(record.ended && { ended: record.ended }),
    connected: share.holders.size,
    ...(record.lastSeen && { lastSeen: record.lastSeen }),
    served: { blocks, bytes },
    audience:
      assignee === undefined
        ? { kind: 'ticket' }
        : { kind: 'person', did: assignee, ...(name !== undefined && { name }) },
    holders: holderRows(share, nameOf),
    uses: share.uses ?? countedUses(record.policy, { uses: {} }),
    ...leftOutOf(share, granted),
    ...(share.full && record.status !== 'ended' && { full: true as const }),
    ...(events.length > 0 && { events }),
    ...(record.derived && { derivedFrom: record.derived.receivedId }),
    ...(record.aboutOthers && { aboutOthers: record.aboutOthers })
  }
}

/** Nothing of one that has ended: its view is not kept in step. */
function leftOutOf(
  { record }: Share,
  granted: Granted | undefined
): Pick<ShareRow, 'leftOut' | 'closed'> {
  if (record.status === 'ended' || !granted?.view) return {}
  const { leftOut } = granted.view
  return { ...(leftOut > 0 && { leftOut }), ...(granted.stained && { closed: true as const }) }
}

function holderRows(share: Share, nameOf: RowsOptions['nameOf']): HolderRow[] {
  const rows = Object.entries(share.record.holders).map(([spaceKey, { did, ...holder }]) => {
    const name = did === undefined ? undefined : nameOf(did)
    return {
      spaceKey,
      ...(did !== undefined && { did }),
      ...(name !== undefined && { name }),
      connected: share.isConnected(spaceKey),
      ...holder
    }
  })
  return rows.sort((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1))
}
