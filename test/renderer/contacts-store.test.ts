import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ContactRow } from '../../src-renderer/contract'
import { useContacts } from '../../src-renderer/stores/contacts'
import { fakeBridge, settled } from './fake-bridge'

interface PageParams {
  filter: { query: string }
  offset: number
  limit: number
}

function row(index: number, query = ''): ContactRow {
  return { id: `${query}${index}`, name: `Contact ${index}`, setId: 's1' } as ContactRow
}

/** A space of `total` contacts; a query finds a tenth of them. */
function space(total: number) {
  return fakeBridge({
    'contacts.page': ({ filter, offset, limit }: PageParams) => {
      const found = filter.query ? total / 10 : total
      const count = Math.max(0, Math.min(limit, found - offset))
      const rows = Array.from({ length: count }, (_, at) => row(offset + at, filter.query))
      return { rows, total: found, offset }
    },
    'contacts.tags': () => [],
    'contacts.get': ({ id }: { id: string }) => ({ id, row: row(Number(id)) })
  })
}

describe('the store of contacts', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('asks only for the pages that are seen, and for each once', async () => {
    const bridge = space(100_000)
    const { rows } = useContacts()
    rows.reset()
    await settled()
    rows.need(50_000, 50_020)
    rows.need(50_001, 50_021)
    await settled()
    expect(rows.total).toBe(100_000)
    expect(rows.row(50_010)?.id).toBe('50010')
    expect(rows.row(70_000)).toBeUndefined()
    const offsets = (bridge.named('contacts.page') as PageParams[]).map(page => page.offset)
    expect(offsets).toEqual([0, 50_000])
  })

  it('never asks for more than 500 rows at a time', async () => {
    const bridge = space(2_000)
    const contacts = useContacts()
    contacts.rows.reset()
    await settled()
    contacts.selectAll()
    expect(await contacts.selectedRows()).toHaveLength(2_000)
    const limits = (bridge.named('contacts.page') as PageParams[]).map(page => page.limit)
    expect(Math.max(...limits)).toBeLessThanOrEqual(500)
  })

  it('keeps what it shows until the rows of a new filter are here', async () => {
    space(1_000)
    const contacts = useContacts()
    contacts.rows.reset()
    await settled()
    contacts.setFilter({ query: 'x' })
    expect(contacts.rows.row(0)?.id).toBe('0')
    await settled()
    expect(contacts.rows.row(0)?.id).toBe('x0')
    expect(contacts.rows.row(999)).toBeUndefined()
    expect(contacts.rows.total).toBe(100)
  })

  it('does not show a late answer to an earlier filter', async () => {
    const waiting: (() => void)[] = []
    fakeBridge({
      'contacts.page': ({ filter }: PageParams) =>
        new Promise(resolve =>
          waiting.push(() => resolve({ rows: [row(0, filter.query)], total: 1, offset: 0 }))
        )
    })
    const contacts = useContacts()
    contacts.setFilter({ query: 'first' })
    contacts.setFilter({ query: 'second' })
    await settled()
    waiting[1]!()
    await settled()
    waiting[0]!()
    await settled()
    expect(contacts.rows.row(0)?.id).toBe('second0')
  })

  it('selects a range over rows that were never on the screen', async () => {
    space(100_000)
    const contacts = useContacts()
    contacts.rows.reset()
    await settled()
    contacts.toggle(0)
    await contacts.extendTo(999)
    expect(contacts.selectedCount).toBe(1_000)
    expect(contacts.isSelected(row(777))).toBe(true)
  })

  it('selects everything by its filter, and names ids once some are left out', async () => {
    space(1_000)
    const contacts = useContacts()
    contacts.rows.reset()
    await settled()
    contacts.selectAll()
    expect(contacts.selectedCount).toBe(1_000)
    expect(await contacts.selection()).toEqual({ kind: 'filter', filter: contacts.filter })
    contacts.toggle(5)
    expect(contacts.selectedCount).toBe(999)
    const selection = await contacts.selection()
    expect(selection.kind === 'ids' && selection.ids.includes('5')).toBe(false)
  })

  it('forgets the selection with the filter', async () => {
    space(1_000)
    const contacts = useContacts()
    contacts.rows.reset()
    await settled()
    contacts.selectAll()
    contacts.setFilter({ query: 'x' })
    expect(contacts.selectedCount).toBe(0)
  })

  it('shows the contact that was opened last', async () => {
    const waiting = new Map<string, () => void>()
    fakeBridge({
      'contacts.get': ({ id }: { id: string }) =>
        new Promise(resolve => waiting.set(id, () => resolve({ id, row: row(Number(id)) })))
    })
    const contacts = useContacts()
    void contacts.open('1')
    void contacts.open('2')
    await settled()
    waiting.get('2')!()
    await settled()
    waiting.get('1')!()
    await settled()
    expect(contacts.detail?.id).toBe('2')
  })

  it('asks anew for what it shows when something changed, and when an event was lost', async () => {
    const bridge = space(1_000)
    const contacts = useContacts()
    contacts.start()
    contacts.rows.reset()
    await settled()
    const before = bridge.named('contacts.page').length
    bridge.emit('contacts.changed', { count: 1 })
    await settled()
    expect(bridge.named('contacts.page')).toHaveLength(before + 1)
    bridge.loseOne()
    bridge.emit('settings.changed', {})
    await settled()
    expect(bridge.named('contacts.page')).toHaveLength(before + 2)
  })

  it('says why rows could not be had, and gets them later', async () => {
    let broken = true
    fakeBridge({
      'contacts.page': () => {
        if (broken) throw { code: 'CLOSED', message: 'closed', details: {} }
        return { rows: [row(0)], total: 1, offset: 0 }
      }
    })
    const { rows } = useContacts()
    rows.reset()
    await settled()
    expect(rows.error?.code).toBe('CLOSED')
    broken = false
    rows.refresh()
    await settled()
    expect(rows.error).toBeNull()
    expect(rows.total).toBe(1)
  })
})
