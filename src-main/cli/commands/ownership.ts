import type { Connection } from '../connection'
import { lookup } from '../lookup'
import type { Output } from '../output'

/**
 * `datomspace ownership ID`: the credential of a set (its id or name) or a datom (its id or URN), as it is:
 * a file to give away and to check with `datomspace verify`.
 */
export async function ownership(
  connection: Connection,
  output: Output,
  wanted: string,
  { reveal = false }: { reveal?: boolean }
): Promise<void> {
  const sets = await connection.call('sets.list', {})
  const isSet = sets.some(set => set.id === wanted || set.name === wanted)
  const id = isSet
    ? lookup(sets, wanted, set => set.name, 'set').id
    : wanted.replace(/^urn:uuid:/, '')
  const kind = isSet ? ('set' as const) : ('datom' as const)
  const { text } = await connection.call('ownership.credential', { kind, id, reveal })
  if (output.mode === 'json') await output.value(JSON.parse(text) as object, () => '')
  else await output.raw(text)
}
