import { acceptTransfer, mintDatom } from '../../datom'
import { strictest } from '../../rights'
import type { OwnSet } from '../sets'
import { checkParcel, type Parcel } from './parcel'
import type { TransferRecord } from './transfer-record'
import type { TransfersOptions } from './transfers-options'

/** Throws `LEVEL_FORBIDS` if what is offered could not be saved in that set as things are. */
export function admitTransfer(own: OwnSet, record: TransferRecord, now: number): void {
  const { datomId: id, subjectName: full, category } = record
  const level = strictest(record.level, own.level)
  const content = { '@type': 'Card' as const, version: '1.0' as const, uid: id!, name: { full } }
  own.set.admit([mintDatom({ id: id!, content, category, level }, now)])
}

/** Checks, signs, and saves the datom as one's own. The same parcel twice makes one datom. */
export async function takeParcel(
  options: TransfersOptions,
  record: TransferRecord,
  parcel: Parcel
): Promise<void> {
  const { deeds, sets, space, now } = options
  const parties = { giver: record.did, taker: space.identity }
  const signed = acceptTransfer(parcel.transfer, space.keys, now())
  const contents = checkParcel(parcel, signed, parties)
  const { content, category, level, blobs } = contents
  const own = sets.own(record.setId!)
  const id = record.datomId!
  const before = await own.set.get(id)
  const transfer = before?.record ?? signed
  if (!before) {
    const labels = { category, level: strictest(level, own.level) }
    const datom = { ...mintDatom({ id, content, ...labels }, now()), record: transfer }
    await own.set.put([datom], { blobs })
  }
  await space.database.batch([
    deeds.keepPast(id, { documents: [...parcel.documents, transfer], disputes: [] })
  ])
  await space.database.flush()
  record.transfer = transfer
  record.deed = await deeds.ofDatom((await deeds.find(id))!)
  record.subjectName = deeds.nameOf({ content }) || record.subjectName
}
