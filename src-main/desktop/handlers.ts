import { clipboard, shell, type BrowserWindow } from 'electron'
import { basename } from 'node:path'
import type { Checked, Handler, Handlers } from '../contract'
import { DatomspaceError } from '../error'
import { phraseOf, seedFromPhrase } from '../identity'
import { askOpenPaths, askSavePath, readPicture, save } from './chosen-files'
import { confirmed, type Confirmation } from './confirm'
import type { Home } from './home'
import { readQr } from './images'
import { askSecret } from './secret-window'
import { positionsToConfirm, secretProblem } from './phrase'
import { endOf, passOnQuestion } from './questions'
import { textOf, type Language, type TextKey } from './texts'

export interface DesktopHandlersOptions {
  home: Home
  window: () => BrowserWindow | undefined
  language: () => Language
  /** What a link or a second start asked for, handed out once. */
  takePending: () => Promise<{ key?: string; tokens: string[] }>
}

const EXPORT_NAMES = {
  vcard3: { name: 'contacts.vcf', extensions: ['vcf'] },
  vcard4: { name: 'contacts.vcf', extensions: ['vcf'] },
  csv: { name: 'contacts.csv', extensions: ['csv'] }
}

/**
 * The calls that need a person, a dialog or the system: these stand before the handlers of the space
 * and wrap the ones that give away or destroy with a question that main asks.
 */
export function desktopHandlers(options: DesktopHandlersOptions): Handlers {
  const { home, window, language } = options
  const t = (key: TextKey): string => textOf(language(), key)
  return {
    ...spaceHandlers(options),
    ...confirmedHandlers(options),

    'contacts.exportFile': async ({ selection, format }) => {
      const { name, extensions } = EXPORT_NAMES[format]
      const path = await askSavePath(window(), t('saveExport'), name, extensions)
      if (!path) return { saved: false, count: 0, leftOut: 0, name: '' }
      const { text, count, leftOut } = await open(home).exports.text({ selection, format })
      await save(path, text)
      return { saved: true, count, leftOut, name: basename(path) }
    },
    'imports.reportFile': async ({ id }) => {
      const path = await askSavePath(window(), t('saveReport'), 'import-report.csv', ['csv'])
      if (!path) return { saved: false, name: '' }
      const { text } = await open(home).imports.report({ id })
      await save(path, text)
      return { saved: true, name: basename(path) }
    },
    'audit.exportFile': async () => {
      const path = await askSavePath(window(), t('saveTrail'), 'audit-trail.json', ['json'])
      if (!path) return { saved: false, entries: 0, name: '' }
      const { text, entries } = await open(home).trail.exportText()
      await save(path, text)
      return { saved: true, entries, name: basename(path) }
    },
    'meter.exportFile': async params => {
      const { format } = params
      const path = await askSavePath(window(), t('saveUsage'), `usage.${format}`, [format])
      if (!path) return { saved: false, receipts: 0, name: '' }
      const { text, receipts } = await open(home).meters.export(params)
      await save(path, text)
      return { saved: true, receipts, name: basename(path) }
    },
    'ownership.saveFile': async params => {
      const { text, name } = await open(home).ownership.credential(params)
      return saveAs(t('saveOwnership'), name, text)
    },
    'ownership.handOverFile': async ({ id, did }) => {
      const sure = await confirmed(window(), language(), await handOverQuestion(home, id, did))
      if (!sure) throw cancelled()
      const path = await askSavePath(window(), t('saveParcel'), 'datom.transfer.json', ['json'])
      if (!path) return { saved: false, name: '' }
      const { text } = await open(home).ownership.transfers.handOver({ id, did })
      await save(path, text)
      return { saved: true, name: basename(path) }
    },
    'ownership.takeOverFile': async (params, caller) => {
      const { token, setId } = params
      const text = (await open(home).ownership.bytesOf(token)).toString()
      const take = home.handlers()['ownership.takeOver']!
      const taken = await take({ text, ...(setId !== undefined && { setId }) }, caller)
      const { transfer, answer } = taken
      if (answer === undefined) return { transfer, saved: false, name: '' }
      const name = 'acknowledgement.transfer.json'
      return { transfer, ...(await saveAs(t('saveAnswer'), name, answer)) }
    },
    'files.choose': async () => {
      const chosen = await askOpenPaths(window(), t('chooseFiles'), t('contactFiles'))
      const { files } = open(home)
      const offered = await Promise.all(chosen.map(path => files.offer({ path })))
      return { tokens: offered.map(({ token }) => token) }
    },
    'shares.copy': async ({ id, form }) => {
      const key = await open(home).shares.key(id)
      await clipboard.writeText(form === 'key' ? key.key : key.link)
      return { copied: true }
    },
    'received.readImage': async ({ token }) => {
      const { path } = open(home).files.take(token)
      return { key: readQr(await readPicture(path)) }
    },
    'storage.show': async () => {
      const problem = await shell.openPath(home.options.storage)
      if (problem) throw new DatomspaceError('NOT_FOUND', problem)
      return { shown: true }
    },
    'window.pending': () => options.takePending()
  }

  async function saveAs(
    title: string,
    suggested: string,
    text: string
  ): Promise<{ saved: boolean; name: string }> {
    const path = await askSavePath(window(), title, suggested, ['json'])
    if (!path) return { saved: false, name: '' }
    await save(path, text)
    return { saved: true, name: basename(path) }
  }
}

function spaceHandlers({ home, window, language }: DesktopHandlersOptions): Handlers {
  return {
    'space.status': async () => {
      await home.recheck()
      return home.status()
    },
    'space.create': async ({ name, keychain }) => {
      await home.create(keychain, name)
      return home.status()
    },
    'space.restore': async ({ name, keychain }) => {
      home.mustBeClosed()
      const phrase = await askSecret(window(), language(), { kind: 'enter-phrase' }, text =>
        secretProblem(() => void seedFromPhrase(text))
      )
      if (phrase === undefined) throw cancelled()
      const seed = seedFromPhrase(phrase)
      try {
        await home.restore(keychain, name, seed)
      } finally {
        seed.fill(0)
      }
      return home.status()
    },
    'space.unlock': async () => {
      await home.unlock()
      return home.status()
    },
    'space.pause': async ({ paused }) => {
      await home.pause(paused)
      return home.status()
    },
    'phrase.show': () =>
      home.withSeed('show-phrase', async seed => {
        const question = { kind: 'show-phrase' as const, words: phraseOf(seed) }
        return { shown: (await askSecret(window(), language(), question)) !== undefined }
      }),
    'phrase.confirm': () =>
      home.withSeed('confirm-phrase', async seed => {
        const words = phraseOf(seed)
        const positions = positionsToConfirm(words.length)
        const expected = positions.map(position => words[position - 1]).join(' ')
        const answer = await askSecret(
          window(),
          language(),
          { kind: 'confirm-phrase', positions },
          text =>
            text.trim().toLowerCase().split(/\s+/).join(' ') === expected
              ? undefined
              : { code: 'PHRASE_WORDS_WRONG' }
        )
        if (answer === undefined) return { confirmed: false }
        await open(home).profile.confirmPhrase()
        home.forgetFreshSeed()
        return { confirmed: true }
      }),
    'phrase.later': async () => {
      home.forgetFreshSeed()
      return { later: true }
    }
  }
}

/** What gives away or destroys: never on the word of a page alone. */
type Guarded =
  | 'contacts.delete'
  | 'sets.delete'
  | 'shares.create'
  | 'shares.delegate'
  | 'requests.grant'
  | 'consents.give'
  | 'shares.renew'
  | 'shares.revoke'
  | 'received.stop'
  | 'ownership.transfer'
  | 'ownership.retire'

/** The calls of the space that main confirms when a window makes them. */
function confirmedHandlers({ home, window, language }: DesktopHandlersOptions): Handlers {
  const guard =
    <Name extends Guarded>(
      name: Name,
      question: (params: Checked<Name>) => Promise<Confirmation> | Confirmation
    ): Handler<Name> =>
    async (params, caller) => {
      const act = home.handlers()[name] as Handler<Name> | undefined
      if (!act) throw new DatomspaceError('CLOSED', `${name} needs an open space`)
      if (caller === 'window') {
        const sure = await confirmed(window(), language(), await question(params))
        if (!sure) throw cancelled()
      }
      return act(params, caller)
    }
  const personName = (did: string) => open(home).people.nameOf(did) ?? did
  /** The end is that of the terms, wherever they come from. */
  const sharing = async (
    params: Omit<Checked<'shares.create'>, 'audience'>,
    did: string | undefined
  ): Promise<Confirmation> => {
    const { shares, sets } = open(home)
    const audience = did === undefined ? undefined : { kind: 'person' as const, did }
    const { terms } = await shares.preview({ ...params, ...(audience && { audience }) })
    return {
      message: did === undefined ? 'shareContacts' : 'sharePerson',
      detail: did === undefined ? 'shareContactsDetail' : 'sharePersonDetail',
      action: 'shareAction',
      values: {
        label: params.label,
        set: (await sets.get(params.selection.setId)).name,
        until: endOf(terms.until ?? null, language()),
        ...(did !== undefined && { person: personName(did) })
      }
    }
  }
  return {
    'contacts.delete': guard('contacts.delete', ({ ids }) => ({
      message: ids.length === 1 ? 'deleteContact' : 'deleteContacts',
      detail: 'deleteContactsDetail',
      action: 'deleteAction',
      values: { count: ids.length }
    })),
    'sets.delete': guard('sets.delete', async ({ id }) => {
      const { name, count } = await open(home).sets.get(id)
      return {
        message: 'deleteSet',
        detail: 'deleteSetDetail',
        action: 'deleteAction',
        values: { name, count }
      }
    }),
    'shares.create': guard('shares.create', params =>
      sharing(params, params.audience.kind === 'person' ? params.audience.did : undefined)
    ),
    'requests.grant': guard('requests.grant', ({ id, ...params }) => {
      const { requests } = open(home)
      return sharing(params, requests.list().find(row => row.id === id)?.did)
    }),
    'consents.give': guard('consents.give', ({ id, until = null }) => {
      const row = open(home)
        .consents.list()
        .find(each => each.id === id)
      return {
        message: 'giveConsent',
        detail: 'giveConsentDetail',
        action: 'consentAction',
        values: {
          person: row?.theirName ?? row?.name ?? id,
          label: row?.label ?? id,
          until: until === null ? textOf(language(), 'shareEnd') : endOf(until, language())
        }
      }
    }),
    'shares.delegate': guard('shares.delegate', params =>
      passOnQuestion(open(home), params, language())
    ),
    'shares.renew': guard('shares.renew', async ({ id, until }) => ({
      message: 'renewShare',
      detail: 'shareContactsDetail',
      action: 'renewAction',
      values: { name: await shareName(home, id), until: endOf(until, language()) }
    })),
    'shares.revoke': guard('shares.revoke', ({ id }) => revokeQuestion(home, id)),
    'ownership.transfer': guard('ownership.transfer', ({ id, did }) =>
      handOverQuestion(home, id, did)
    ),
    'ownership.retire': guard('ownership.retire', ({ id }) => ({
      message: 'retireDatom',
      detail: 'retireDatomDetail',
      action: 'retireAction',
      values: { name: open(home).contacts.projection.nameOf(id) ?? id }
    })),
    'received.stop': guard('received.stop', async ({ id }) => {
      const share = (await open(home).received.list()).find(row => row.id === id)
      return {
        message: 'stopFollowing',
        detail: 'stopFollowingDetail',
        action: 'stopAction',
        values: { name: share?.label ?? id }
      }
    })
  }
}

function open(home: Home): NonNullable<Home['served']>['modules'] {
  if (home.served) return home.served.modules
  throw new DatomspaceError('CLOSED', 'The space is not open: create or unlock it first')
}

function handOverQuestion(home: Home, id: string, did: string): Confirmation {
  const { contacts, people } = open(home)
  return {
    message: 'handOver',
    detail: 'handOverDetail',
    action: 'handOverAction',
    values: {
      name: contacts.projection.nameOf(id) ?? id,
      person: people.nameOf(did) ?? did
    }
  }
}

/** What has ended meanwhile is not asked about: it throws as revoking it would. */
async function revokeQuestion(home: Home, id: string): Promise<Confirmation> {
  const { label, state } = await open(home).shares.get(id)
  if (state === 'expired' || state === 'revoked') {
    throw new DatomspaceError(
      state === 'expired' ? 'GRANT_EXPIRED' : 'GRANT_REVOKED',
      `The share "${label}" has ended already`,
      { details: { id } }
    )
  }
  return {
    message: 'revokeShare',
    detail: 'revokeShareDetail',
    action: 'revokeAction',
    values: { name: label }
  }
}

async function shareName(home: Home, id: string): Promise<string> {
  return (await open(home).shares.list()).find(row => row.id === id)?.label ?? id
}

function cancelled(): DatomspaceError {
  return new DatomspaceError('CANCELLED', 'Nothing was done')
}
