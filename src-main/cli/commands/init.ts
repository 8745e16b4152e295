import { Server } from '../../contract/served-server'
import { DatomspaceError } from '../../error'
import { createSeed, phraseOf, seedFromPhrase } from '../../identity'
import { readPassphraseFile } from '../../keychain'
import { readSpaceRecord } from '../../space/store'
import type { SpaceChoice } from '../choice'
import { serverOptions } from '../open'
import type { Output } from '../output'
import type { Terminal } from '../terminal'
import { printable, table } from '../text'

export interface InitOptions {
  name?: string
  restore?: boolean
}

/**
 * `datomspace init`: makes a space, or restores one. The recovery words are shown once, on the terminal
 * only; without a terminal nobody could read them, so they are not printed.
 */
export async function initSpace(
  choice: SpaceChoice,
  options: InitOptions,
  terminal: Terminal,
  output: Output
): Promise<void> {
  const keychain = choice.keychain ?? (process.env.DATOMSPACE_KEYCHAIN as undefined) ?? 'keytar'
  if (keychain === 'memory') {
    throw new DatomspaceError(
      'INVALID_ARGUMENT',
      'A new space needs a keychain that lasts: keytar, or file with a passphrase'
    )
  }
  const forServer = {
    ...serverOptions(choice, terminal),
    passphrase: newPassphrase(choice, terminal)
  }
  if (await readSpaceRecord(forServer.storage)) {
    throw new DatomspaceError('CONFLICT', `There is a space in ${forServer.storage} already`, {
      details: { path: forServer.storage }
    })
  }
  const seed = options.restore ? await restoredSeed(terminal) : createSeed()
  const words = options.restore ? [] : phraseOf(seed)
  const server = new Server({ ...forServer, keychain, seed, network: 'off' })
  try {
    await server.ready()
    const { profile } = server.served.modules
    if (options.name) await profile.rename(options.name)
    if (options.restore) await profile.confirmPhrase()
    const { did, spaceKey, host, name } = server.served.status()
    await output.value({ name, host, did, spaceKey, keychain, storage: forServer.storage }, value =>
      table([
        ['space', printable(value.name)],
        ['host', value.host],
        ['identity', value.did],
        ['keychain', value.keychain],
        ['storage', value.storage]
      ])
    )
  } finally {
    seed.fill(0)
    await server.close()
  }
  if (words.length > 0) sayWords(words, terminal, output)
}

/** From the file that was named, else typed, twice: a slip would lock the space for good. */
function newPassphrase(choice: SpaceChoice, terminal: Terminal): () => Promise<string> {
  const file = choice.passphraseFile ?? process.env.DATOMSPACE_PASSPHRASE_FILE
  if (file) return async () => longEnough(await readPassphraseFile(file))
  if (!terminal.interactive) {
    return async () => {
      throw new DatomspaceError(
        'KEYCHAIN_LOCKED',
        'There is no terminal to ask for the passphrase: name a file with it by --passphrase-file'
      )
    }
  }
  return async () => {
    const first = longEnough(await terminal.ask('New passphrase: ', 'hidden'))
    if ((await terminal.ask('The same again: ', 'hidden')) === first) return first
    throw new DatomspaceError('PASSPHRASE_WRONG', 'The two passphrases are not the same')
  }
}

function longEnough(passphrase: string): string {
  if (passphrase.length >= 8) return passphrase
  throw new DatomspaceError('INVALID_ARGUMENT', 'Use at least 8 characters for the passphrase')
}

async function restoredSeed(terminal: Terminal): Promise<Buffer> {
  const text = terminal.interactive
    ? await terminal.ask('The 24 words of your recovery phrase: ', 'hidden')
    : await terminal.rest()
  return seedFromPhrase(text)
}

function sayWords(words: string[], terminal: Terminal, output: Output): void {
  if (!terminal.interactive) {
    output.note(
      'The recovery phrase was not printed, since nobody is at the terminal: show it in the app, under Settings'
    )
    return
  }
  output.note('\nYour recovery phrase. Write its 24 words on paper; they are shown only now:\n')
  const rows = Array.from({ length: 8 }, (_, row) =>
    [0, 8, 16].map(column => `${String(row + column + 1).padStart(2)} ${words[row + column]}`)
  )
  output.note(table(rows))
}
