import { coreBlocks, coreRows } from '../space/core-rows'
import { storageFacts } from '../space/facts'
import type { Modules } from '../space/modules'
import { setPhoto } from '../space/photos'
import type { RawCores } from '../space/raw-cores'
import type { SpaceStatus } from '../space/shapes'
import { auditText } from '../space/trail'
import { meterHandlersOf, touching } from './meter-handlers'
import { ownershipHandlersOf } from './ownership-handlers'
import { peopleHandlersOf } from './people-handlers'
import type { Caller, Handlers } from './router'

const FIRST_SET = 'Contacts'

/** Which method of which module answers each call that an open space can answer by itself. */
export function handlersOf(modules: Modules, cores: RawCores, status: () => SpaceStatus): Handlers {
  const { contacts, exports, files, imports, profile, received, sets, shares, space, trail } =
    modules
  /**
   * A window shows rows as they come and is told of more; a program asks once, and must not take the
   * half of a list that is still being read for the whole.
   */
  const whole =
    <Asked, Told>(answer: (params: Asked) => Told | Promise<Told>) =>
    async (params: Asked, caller: Caller): Promise<Told> => {
      if (caller === 'socket') await contacts.projection.settled()
      return answer(params)
    }
  const touch = touching(modules)
  /** The sets of one's own that contacts are in. */
  const setsOf = (ids: string[]): Set<string> => {
    const sources = ids.flatMap(id => contacts.projection.locate(id)?.source ?? [])
    return new Set(sources.filter(({ editable }) => editable).map(({ setId }) => setId))
  }
  return {
    'space.status': whole(status),
    'space.rename': async ({ name }) => {
      await profile.rename(name)
      return status()
    },
    'space.moveTo': async ({ country }) => {
      await profile.moveTo(country)
      return status()
    },
    'space.pause': async ({ paused }) => {
      await (paused ? space.suspend() : space.resume())
      return status()
    },

    'contacts.page': async (params, caller) =>
      caller === 'window' ? contacts.page(params) : whole(touch.list)(params, caller),
    'contacts.get': async (params, caller) => {
      await touch.contact(params.id, caller)
      return whole(() => contacts.get(params))(params, caller)
    },
    'contacts.save': whole(async params => {
      // The first contact of a new space needs a set to be in.
      if (params.id === undefined && sets.size === 0) await sets.create({ name: FIRST_SET })
      return contacts.save(params)
    }),
    'contacts.setPhoto': params => setPhoto(contacts, files, params),
    'contacts.delete': whole(params => contacts.delete(params)),
    'contacts.label': whole(async params => {
      const { level } = params
      if (level) for (const setId of setsOf(params.ids)) await shares.makeRoom(setId, level)
      return contacts.label(params)
    }),
    'contacts.tags': whole(() => contacts.tags()),
    'contacts.history': async (params, caller) => {
      await touch.contact(params.id, caller)
      return whole(() => contacts.history(params))(params, caller)
    },
    'contacts.restore': whole(params => contacts.restore(params)),
    'contacts.duplicates': whole(params => contacts.duplicates(params)),
    'contacts.mergeView': whole(params => contacts.mergeView(params)),
    'contacts.merge': whole(params => contacts.merge(params)),
    'contacts.unmerge': whole(params => contacts.unmerge(params)),
    'contacts.export': whole(async params => {
      const { selection } = params
      const isFilter = selection.kind === 'filter'
      return exports.text(params, isFilter ? await touch.left(selection.filter) : undefined)
    }),

    'sets.list': () => sets.list(),
    'sets.get': ({ id }) => sets.get(id),
    'sets.create': params => sets.create(params),
    'sets.rename': ({ id, name }) => sets.rename(id, name),
    'sets.delete': async ({ id }) => {
      await shares.revokeOf(id)
      return sets.delete(id)
    },

    'cores.list': () => coreRows(cores),
    'cores.blocks': params => coreBlocks(cores, params),

    'files.offer': params => files.offer(params),
    'imports.open': params => imports.open(params),
    'imports.list': () => imports.list(),
    'imports.get': params => imports.get(params),
    'imports.configure': params => imports.configure(params),
    'imports.preview': params => imports.preview(params),
    'imports.review': params => imports.review(params),
    'imports.record': params => imports.record(params),
    'imports.choose': params => imports.choose(params),
    'imports.commit': params => imports.commit(params),
    'imports.pause': params => imports.pause(params),
    'imports.resume': params => imports.resume(params),
    'imports.cancel': params => imports.cancel(params),
    'imports.undo': params => imports.undo(params),
    'imports.failures': params => imports.failures(params),
    'imports.retry': params => imports.retry(params),
    'imports.report': params => imports.report(params),

    'shares.list': () => shares.list(),
    ...peopleHandlersOf(modules),

    'received.list': () => received.list(),
    'received.preview': ({ key }) => received.preview(key),
    'received.accept': ({ key }) => received.accept(key),
    'received.stop': ({ id }) => received.stop(id),

    'audit.page': params => trail.page(params),
    'audit.people': () => trail.people(),
    'audit.verify': params => trail.verify(params),
    'audit.verifyFile': async ({ token }) => trail.verify({ text: await auditText(files, token) }),
    'audit.export': () => trail.exportText(),

    ...meterHandlersOf(modules),
    ...ownershipHandlersOf(modules, FIRST_SET),

    'storage.facts': () => storageFacts(space.storage)
  }
}
