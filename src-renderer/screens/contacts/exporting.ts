import type { Params } from '../../contract'
import { t } from '../../locale'
import type { MenuEntry } from '../../parts/Menu.vue'
import { call } from '../../stores/bridge'
import { useToasts } from '../../stores/toasts'

type Request = Params<'contacts.exportFile'>
type Format = Request['format']
type Selection = Request['selection']

/** Saves contacts as a file, for which main asks the name and the place. */
export function useExport() {
  const toasts = useToasts()

  async function save(selection: Selection | Promise<Selection>, format: Format): Promise<void> {
    try {
      const answer = await call('contacts.exportFile', { selection: await selection, format })
      if (answer.saved) toasts.success('contacts.export.saved', answer)
      if (answer.leftOut) toasts.info('contacts.export.leftOut', { count: answer.leftOut })
    } catch (thrown) {
      toasts.failure(thrown)
    }
  }

  /** A menu of the formats for what `selection` gives when one is chosen. */
  function menu(selection: () => Selection | Promise<Selection>): MenuEntry[] {
    return (['vcard4', 'vcard3', 'csv'] as const).map(format => ({
      label: t(`contacts.export.${format}`),
      select: () => void save(selection(), format)
    }))
  }

  function all(format: Format): Promise<void> {
    return save({ kind: 'filter', filter: {} }, format)
  }

  return { menu, all }
}
