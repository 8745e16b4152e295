import { join } from 'node:path'
import { Server } from '../../src-main/contract/served-server'
import { hostName } from './people'
import { sampleContacts } from './sample-contacts'

/** A space with so many sample contacts in one set, in the folder that the app expects, closed again. */
export async function makeFullSpace(
  folder: string,
  count: number,
  options: { keychain: 'keytar' } | { keychain: 'memory'; seed: Buffer }
): Promise<void> {
  const storage = join(folder, 'space')
  const server = new Server({ storage, host: hostName('maker'), network: 'off', ...options })
  await server.ready()
  const { sets, profile } = server.served.modules
  await profile.rename('Alice')
  await profile.confirmPhrase()
  const { id } = await sets.create({ name: 'Contacts' })
  const { set } = sets.own(id)
  for (let from = 0; from < count; from += 250) await set.put(sampleContacts(from, 250))
  await server.space.store.flush()
  await server.close()
}
