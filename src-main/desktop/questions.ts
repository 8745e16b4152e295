import type { Checked } from '../contract'
import type { Modules } from '../space/modules'
import type { Confirmation } from './confirm'
import { textOf, type Language } from './texts'

/** What main asks before a received share is passed on: what, to whom, and until when. Throws as its preview. */
export async function passOnQuestion(
  { received, shares, people }: Pick<Modules, 'received' | 'shares' | 'people'>,
  params: Checked<'shares.delegate'>,
  language: Language
): Promise<Confirmation> {
  const { receivedId, label, audience } = params
  const { terms } = await shares.delegatePreview(params)
  const row = (await received.list()).find(({ id }) => id === receivedId)
  return {
    message: 'passOn',
    detail: 'passOnDetail',
    action: 'passOnAction',
    values: {
      label: label ?? row?.label ?? receivedId,
      person:
        audience.kind === 'person'
          ? (people.nameOf(audience.did) ?? audience.did)
          : textOf(language, 'anybody'),
      until: endOf(terms.until ?? null, language)
    }
  }
}

/** The end of a share in words. */
export function endOf(until: string | null, language: Language): string {
  if (until === null) return textOf(language, 'noEnd')
  const end = Date.parse(until)
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(end)
}
