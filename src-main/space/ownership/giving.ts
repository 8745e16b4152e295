import {
  digestOf,
  handedOver,
  isHandedOver,
  offerTransfer,
  titleOf,
  urnOf,
  verifyOwnership
} from '../../datom'
import { DatomspaceError } from '../../error'
import { plainJson, type JsonObject } from '../../identity'
import { blobIdsOf, type Acknowledgement, type Parcel } from './parcel'
import { conflict, malformed, type TransferRecord } from './transfer-record'
import type { TransfersOptions } from './transfers-options'

/** Of a letter, to leave room for signatures and base64. */
const MOST_BYTES = 11 * 1024 * 1024

/** Signs, and puts everything together that the taker needs. */
export async function packParcel(
  options: TransfersOptions,
  record: TransferRecord
): Promise<Parcel> {
  const { deeds, space, now } = options
  const found = await deeds.mustFind(record.datomId!)
  const { own, datom } = found
  if (isHandedOver(datom)) throw conflict('It was handed over before')
  if (datom.status === 'retired') throw conflict('It is retired: nobody can take it over')
  const deed = await deeds.ofDatom(found)
  const { id, did: to } = record
  const facts = { id, to, datom: urnOf(datom.id), credential: deed }
  const transfer = offerTransfer(facts, space.keys, now())
  record.documents = [...(await deeds.past(datom.id)).documents, deed]
  record.transfer = transfer
  const blobs: Parcel['blobs'] = []
  let bytes = 0
  for (const hash of new Set(blobIdsOf(datom.content))) {
    const blob = await own.set.blob(hash)
    if (!blob) continue
    bytes += blob.bytes.byteLength
    const { mediaType } = blob
    blobs.push({ hash, mediaType, data: Buffer.from(blob.bytes).toString('base64') })
  }
  if (bytes > MOST_BYTES) {
    throw new DatomspaceError('LIMIT_EXCEEDED', 'Its pictures are too large to be sent', {
      details: { limit: MOST_BYTES }
    })
  }
  return { id, transfer, documents: record.documents, opening: deeds.opening(datom), blobs }
}

/** The taker has it: what is left here is a retired datom with the transfer, and no content. */
export async function retireGiven(
  options: TransfersOptions,
  record: TransferRecord,
  answer: Acknowledgement
): Promise<void> {
  const { deeds, now } = options
  const documents = [...(record.documents ?? []), answer.transfer, answer.deed]
  const { valid, owner } = verifyOwnership(titleOf(documents))
  if (!valid || owner !== record.did || !sameContent(answer.transfer, record.transfer!)) {
    throw malformed()
  }
  record.transfer = answer.transfer
  const id = record.datomId!
  // An edit may come in between: then the next version is the one to retire.
  for (let found = await deeds.find(id); found && !isHandedOver(found.datom);) {
    try {
      await found.own.set.put([handedOver(found.datom, answer.transfer, now())])
    } catch (error) {
      if (!(error instanceof DatomspaceError) || error.code !== 'CONFLICT') throw error
    }
    found = await deeds.find(id)
  }
  const { disputes } = await deeds.past(id)
  await options.space.database.batch([deeds.keepPast(id, { documents, disputes })])
}

/** Whether they are the same but for their proofs. */
function sameContent(a: JsonObject, b: JsonObject): boolean {
  const [one, other] = [a, b].map(document =>
    digestOf(plainJson({ ...document, proof: undefined }))
  )
  return one === other
}
