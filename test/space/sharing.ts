import { changeDatom, mintDatom, type Datom, type SetChange } from '../../src-main/datom'
import { Meters } from '../../src-main/space/metering/meters'
import { Received, type ShownSet } from '../../src-main/space/received'
import type { SpaceOptions } from '../../src-main/space/space'
import { Sets, type OwnSet } from '../../src-main/space/sets'
import { Shares } from '../../src-main/space/shares'
import { card } from '../datom/room'
import { type LocalNetwork } from './network'

/** A space with the rooms that give and receive, in this process. */
export async function sharingSpace(
  network: LocalNetwork,
  host: string,
  options: Partial<SpaceOptions> & { now?: () => number; maxReceiptBytes?: number } = {}
) {
  const { now = Date.now, maxReceiptBytes, ...spaceOptions } = options
  const space = await network.space(host, spaceOptions)
  const sets = new Sets({ space, now })
  const shares = new Shares({ space, sets, ownerName: () => host, now })
  const received = new Received({ space, now })
  const meters = new Meters({ space, shares, ownerName: () => host, now, maxReceiptBytes })
  const known = new Map<string, Map<string, string>>()
  received.on('show', ({ id, replay }: ShownSet) => {
    const names = new Map<string, string>()
    known.set(id, names)
    replay.on('change', ({ put, removed }: SetChange) => {
      for (const datom of put) names.set(datom.id, datom.content.name?.full ?? '')
      for (const gone of removed) names.delete(gone)
    })
  })
  received.on('hide', (id: string) => known.delete(id))
  for (const room of [sets, shares, meters, received]) {
    await space.attach({ ready: () => room.ready(), close: () => room.close() })
  }
  await shares.lendFrom(received)
  return {
    space,
    sets,
    shares,
    received,
    meters,
    /** What a list of contacts would show of a received share. */
    names: (id: string) => [...(known.get(id)?.values() ?? [])].sort(),
    async set(name: string, contacts: string[] = []): Promise<OwnSet> {
      const { id } = await sets.create({ name })
      await add(sets.own(id), contacts)
      return sets.own(id)
    }
  }
}

export type SharingSpace = Awaited<ReturnType<typeof sharingSpace>>

export async function add(own: OwnSet, names: string[]): Promise<Datom[]> {
  const datoms = names.map(name => mintDatom({ content: card(name) }, Date.now()))
  await own.set.put(datoms)
  return datoms
}

export async function rename(own: OwnSet, id: string, name: string): Promise<void> {
  const datom = (await own.set.get(id))!
  await own.set.put([changeDatom(datom, { content: card(name) }, Date.now())])
}
