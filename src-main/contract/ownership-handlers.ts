import type { Modules } from '../space/modules'
import type { Handlers } from './router'

/** The calls about whose datoms are, and how they change hands. */
export function ownershipHandlersOf(modules: Modules, firstSet: string): Handlers {
  const { ownership, sets } = modules
  const { transfers } = ownership
  /** What is taken over needs a set to be in. */
  const withSet = async (setId: string | undefined): Promise<void> => {
    if (setId === undefined && sets.size === 0) await sets.create({ name: firstSet })
  }
  return {
    'ownership.credential': params => ownership.credential(params),
    'ownership.verify': params => ownership.verify(params),
    'ownership.verifyFile': params => ownership.verifyFile(params),
    'ownership.chain': params => ownership.chain(params),
    'ownership.retire': params => ownership.retire(params),
    'ownership.dispute': params => ownership.dispute(params),

    'ownership.transfers': async () => transfers.list(),
    'ownership.transfer': params => transfers.offer(params),
    'ownership.accept': async params => {
      await withSet(params.setId)
      return transfers.accept(params)
    },
    'ownership.decline': params => transfers.decline(params),
    'ownership.withdraw': params => transfers.withdraw(params),
    'ownership.handOver': params => transfers.handOver(params),
    'ownership.takeOver': async params => {
      await withSet(params.setId)
      return transfers.takeOver(params)
    }
  }
}
