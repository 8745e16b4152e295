import type Hypercore from 'hypercore'

interface Internals {
  closeAllSessions(error: Error | null): Promise<void>
  close(): Promise<void>
  storage: { core: unknown; store: { deleteCore(pointer: unknown): Promise<void> } }
}

/**
 * Deletes a core from the store, all its sessions closed. The library's own `purge` calls a method that
 * its pinned version (11.37.1) does not have, so this does what it means to do, with its internals.
 */
export async function purgeCore(core: Hypercore): Promise<void> {
  await core.ready()
  const internals = core.core as unknown as Internals
  const { storage } = internals
  await internals.closeAllSessions(null)
  // Else the store would hand out the core in memory for some seconds more.
  await internals.close()
  await storage.store.deleteCore(storage.core)
}
