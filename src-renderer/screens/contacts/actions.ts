import { shallowRef } from 'vue'
import type { ContactRow } from '../../contract'
import { call } from '../../stores/bridge'
import { useContacts } from '../../stores/contacts'
import { useSharing } from '../../stores/sharing'
import { useToasts } from '../../stores/toasts'

export type BulkDialog = 'tag' | 'level' | 'merge'

/** What can be done with the contacts that are selected, or with the one that is open. */
export function useContactActions() {
  const contacts = useContacts()
  const sharing = useSharing()
  const toasts = useToasts()
  const dialog = shallowRef<{ kind: BulkDialog; rows: ContactRow[] } | null>(null)
  const busy = shallowRef(false)

  /** The selection, else the open contact. */
  async function chosen(): Promise<ContactRow[]> {
    if (contacts.selectedCount > 0) return contacts.selectedRows()
    return contacts.detail ? [contacts.detail.row] : []
  }

  async function withChosen(work: (rows: ContactRow[]) => Promise<void> | void): Promise<void> {
    busy.value = true
    try {
      const rows = await chosen()
      if (rows.length) await work(rows)
    } catch (thrown) {
      toasts.failure(thrown)
    } finally {
      busy.value = false
    }
  }

  function remove(): Promise<void> {
    return withChosen(async rows => {
      const ids = rows.filter(row => !row.receivedId).map(row => row.id)
      if (ids.length === 0) return toasts.info('errors.NOT_WRITABLE.title')
      const { deleted } = await call('contacts.delete', { ids })
      if (deleted === 0) return
      contacts.clearSelection()
      if (contacts.openId && ids.includes(contacts.openId)) await contacts.open(null)
      contacts.refresh()
      toasts.success('contacts.deleted', { count: deleted })
    })
  }

  function share(): Promise<void> {
    return withChosen(rows => {
      const setId = rows[0]?.setId
      const together = rows.every(row => row.setId === setId && !row.receivedId)
      if (!setId || !together) return toasts.info('contacts.selection.shareOneSet')
      sharing.wizard = {
        selection: { kind: 'datoms', setId, ids: rows.map(row => row.id) },
        count: rows.length,
        label: rows.length === 1 ? rows[0]?.name : undefined
      }
    })
  }

  function openDialog(kind: BulkDialog): Promise<void> {
    return withChosen(rows => {
      const own = rows.filter(row => !row.receivedId)
      if (own.length === 0) return toasts.info('errors.NOT_WRITABLE.title')
      if (own.length < rows.length) {
        toasts.info('contacts.selection.leftOut', { count: rows.length - own.length })
      }
      if (kind === 'merge' && own.length < 2) return
      dialog.value = { kind, rows: own }
    })
  }

  return { dialog, busy, remove, share, openDialog }
}
