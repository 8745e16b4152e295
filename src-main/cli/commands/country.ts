import type { Connection } from '../connection'
import type { Output } from '../output'

const NONE = 'none'

/** `datomspace country`: in which country this computer is, as its user says, for terms that depend on it. */
export async function country(
  connection: Connection,
  output: Output,
  said: string | undefined
): Promise<void> {
  const state =
    said === undefined
      ? await connection.call('space.status', {})
      : await connection.call('space.moveTo', {
          country: said.toLowerCase() === NONE ? '' : said.toUpperCase()
        })
  await output.value({ country: state.country }, found =>
    found.country === '' ? 'not said' : nameOf(found.country)
  )
}

function nameOf(code: string): string {
  return `${code} (${new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code})`
}
