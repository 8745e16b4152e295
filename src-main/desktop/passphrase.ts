import type { BrowserWindow } from 'electron'
import type { PassphraseRequest } from '../keychain'
import { askSecret, type PassphraseUse } from './secret-window'
import { secretProblem } from './phrase'
import type { Language } from './texts'

/**
 * Asks for a new passphrase, or for the one in use until it fits or the person goes away.
 *
 * @param use what the window says that the passphrase in use is needed for
 * @returns the passphrase, or undefined when the window was closed
 */
export function askPassphrase(
  window: BrowserWindow | undefined,
  language: Language,
  request: PassphraseRequest,
  use: PassphraseUse
): Promise<string | undefined> {
  if (request.purpose === 'create') return askSecret(window, language, { kind: 'new-passphrase' })
  return askSecret(window, language, { kind: 'passphrase', use }, async text => {
    const tried = { fits: false }
    const problem = await secretProblem(async () => {
      tried.fits = await request.fits(text)
    })
    return problem ?? (tried.fits ? undefined : { code: 'PASSPHRASE_WRONG' })
  })
}
