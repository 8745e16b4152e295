import type { SpaceStatus, Trouble } from '../../space/shapes'
import type { Connection } from '../connection'
import type { Output } from '../output'
import { printable, table } from '../text'

/** `datomspace status`. */
export async function status(connection: Connection, output: Output): Promise<void> {
  const state = await connection.call('space.status', {})
  const storage = await connection.call('storage.facts', {})
  const running = connection.kind === 'attached'
  await output.value({ ...state, running, storage }, value => describe(value, storage))
}

function describe(
  state: SpaceStatus & { running: boolean },
  storage: { path: string; bytes: number }
): string {
  const { counts } = state
  return table([
    ['space', printable(state.name)],
    ['host', `${state.host}${state.running ? '' : ' (not running: opened for this command)'}`],
    ['identity', state.did],
    ['space key', state.spaceKey],
    ['keychain', state.keychain ?? 'none: the program that runs the space keeps its seed'],
    ['recovery phrase', state.phraseConfirmed ? 'confirmed' : 'not confirmed yet'],
    ['network', `${state.network}, ${state.peers} ${state.peers === 1 ? 'peer' : 'peers'}`],
    ...(state.trouble ? [['attention', TROUBLES[state.trouble]] as [string, string]] : []),
    ['contacts', String(counts.contacts)],
    ['sets', String(counts.sets)],
    ['shares given', String(counts.given)],
    ['shares received', String(counts.received)],
    ['storage', `${storage.path} (${(storage.bytes / 1_000_000).toFixed(1)} MB)`]
  ])
}

const TROUBLES: Record<Trouble, string> = {
  received: 'a received share failed: see `datomspace received`',
  merge: 'a merge, or the taking back of one, was cut off and then refused: see `datomspace audit`',
  'trail-broken': 'the audit trail is not as it was written: see `datomspace audit --verify`',
  'trail-unwritten': 'the audit trail cannot be written: make room on the disk'
}
