import { defineStore } from 'pinia'
import { computed, reactive, shallowRef } from 'vue'
import type { ContactDetail, ContactRow, Params } from '../contract'
import { call, CallError, onEvent } from './bridge'
import { pagedRows } from './paged'

export type ContactSort = 'name' | 'org' | 'changed'
export interface ContactFilter {
  query: string
  setId?: string
  tag?: string
  /** `all`, `own`, `received`, or the id of one received share. */
  origin: string
}
type Selection = Params<'contacts.exportFile'>['selection']

const NO_FILTER: ContactFilter = { query: '', origin: 'all' }
const PAGE_LIMIT = 500

/** What the contacts screen shows: filter, pages, selection and the contact that is open. */
export const useContacts = defineStore('contacts', () => {
  const filter = shallowRef<ContactFilter>(NO_FILTER)
  const sort = shallowRef<ContactSort>('name')
  const tags = shallowRef<{ tag: string; count: number }[]>([])
  const tagsError = shallowRef<CallError | null>(null)
  const cursor = shallowRef(-1)
  const anchor = shallowRef(-1)
  const selected = shallowRef(new Map<string, ContactRow>())
  /** Everything that the filter shows is selected, but for those in `except`. */
  const everything = shallowRef(false)
  const except = shallowRef(new Set<string>())
  const openId = shallowRef<string | null>(null)
  const detail = shallowRef<ContactDetail | null>(null)
  const detailError = shallowRef<CallError | null>(null)
  let asked = 0

  const rows = reactive(
    pagedRows<ContactRow>((offset, limit) =>
      call('contacts.page', { filter: filter.value, sort: sort.value, offset, limit })
    )
  )
  const selectedCount = computed(() =>
    everything.value ? Math.max(0, rows.total - except.value.size) : selected.value.size
  )
  const filtered = computed(() => {
    const { query, setId, tag, origin } = filter.value
    return Boolean(query || setId || tag || origin !== 'all')
  })

  function setFilter(next: Partial<ContactFilter>): void {
    filter.value = { ...filter.value, ...next }
    clearSelection()
    cursor.value = -1
    anchor.value = -1
    rows.reset()
  }

  function clearFilter(): void {
    setFilter({ query: '', setId: undefined, tag: undefined, origin: 'all' })
  }

  function setSort(next: ContactSort): void {
    sort.value = next
    setFilter({})
  }

  function isSelected(row: ContactRow | undefined): boolean {
    if (!row) return false
    return everything.value ? !except.value.has(row.id) : selected.value.has(row.id)
  }

  function toggle(index: number): void {
    const row = rows.row(index)
    if (!row) return
    anchor.value = index
    if (everything.value) {
      const next = new Set(except.value)
      if (!next.delete(row.id)) next.add(row.id)
      except.value = next
      return
    }
    const next = new Map(selected.value)
    if (!next.delete(row.id)) next.set(row.id, row)
    selected.value = next
  }

  /** Selects from where the last choice was made to here, fetching the rows between. */
  async function extendTo(index: number): Promise<void> {
    const from = anchor.value < 0 ? index : anchor.value
    if (anchor.value < 0) anchor.value = index
    const between = await rows.load(Math.min(from, index), Math.max(from, index))
    everything.value = false
    except.value = new Set()
    selected.value = new Map(between.map(row => [row.id, row]))
  }

  function selectAll(): void {
    everything.value = rows.total > 0
    except.value = new Set()
    selected.value = new Map()
  }

  function clearSelection(): void {
    everything.value = false
    except.value = new Set()
    selected.value = new Map()
  }

  /** What an export names: the filter when everything is selected, else ids. */
  async function selection(): Promise<Selection> {
    if (everything.value && except.value.size === 0) return { kind: 'filter', filter: filter.value }
    return { kind: 'ids', ids: (await selectedRows()).map(row => row.id) }
  }

  /** The rows that are selected; asks for those that were never on the screen. */
  async function selectedRows(): Promise<ContactRow[]> {
    if (!everything.value) return [...selected.value.values()]
    const found: ContactRow[] = []
    for (let offset = 0, total = 1; offset < total; offset += PAGE_LIMIT) {
      const page = await call('contacts.page', {
        filter: filter.value,
        sort: sort.value,
        offset,
        limit: PAGE_LIMIT
      })
      total = page.total
      found.push(...page.rows.filter(row => !except.value.has(row.id)))
    }
    return found
  }

  async function open(id: string | null): Promise<void> {
    const mine = ++asked
    const same = openId.value === id
    openId.value = id
    detailError.value = null
    if (!id) {
      detail.value = null
      return
    }
    try {
      const found = await call('contacts.get', { id })
      if (mine === asked) detail.value = found
    } catch (thrown) {
      if (mine !== asked) return
      if (!same || CallError.from(thrown).code === 'NOT_FOUND') detail.value = null
      detailError.value = CallError.from(thrown)
    }
  }

  /** Tags are a convenience beside the rows: when they cannot be had, the last known ones stay. */
  async function loadTags(): Promise<void> {
    try {
      tags.value = await call('contacts.tags')
    } catch (thrown) {
      tagsError.value = CallError.from(thrown)
    }
  }

  function refresh(): void {
    rows.refresh()
    void loadTags()
    if (openId.value) void open(openId.value)
  }

  function start(): void {
    onEvent('contacts.changed', refresh)
  }

  return {
    filter,
    filtered,
    sort,
    tags,
    tagsError,
    rows,
    cursor,
    anchor,
    selected,
    everything,
    except,
    selectedCount,
    openId,
    detail,
    detailError,
    setFilter,
    clearFilter,
    setSort,
    isSelected,
    toggle,
    extendTo,
    selectAll,
    clearSelection,
    selection,
    selectedRows,
    open,
    loadTags,
    refresh,
    start
  }
})
