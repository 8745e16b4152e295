import { computed, shallowRef, triggerRef } from 'vue'
import type { Page } from '../contract'
import { CallError } from './bridge'

const PAGE = 200

/** What a filter shows, fetched by pages as the eye gets there. Rows that are not here yet are `undefined`. */
export interface PagedRows<Row> {
  readonly total: number
  /** False until a first page is here. */
  readonly loaded: boolean
  readonly error: CallError | null
  row(index: number): Row | undefined
  /** Asks for the rows between, as far as they are missing or stale. */
  need(from: number, to: number): void
  /** As `need`, but returns when they are here. */
  load(from: number, to: number): Promise<Row[]>
  /** Another filter: what is shown stays until the first page of the new rows is here. */
  reset(): void
  /** Keeps what is shown, and fetches it anew. */
  refresh(): void
}

export function pagedRows<Row>(
  fetch: (offset: number, limit: number) => Promise<Page<Row>>
): PagedRows<Row> {
  const pages = shallowRef(new Map<number, Row[]>())
  const total = shallowRef(0)
  const loaded = shallowRef(false)
  const error = shallowRef<CallError | null>(null)
  let fresh = new Set<number>()
  let running = new Map<number, Promise<void>>()
  let generation = 0
  let shown = { from: 0, to: PAGE - 1 }
  let replacing = false

  function fetchPage(page: number): Promise<void> {
    const started = running.get(page)
    if (started) return started
    const mine = generation
    const claimed = fresh
    claimed.add(page)
    const work = fetch(page * PAGE, PAGE)
      .then(answer => {
        if (mine !== generation) return
        if (replacing) pages.value = new Map()
        replacing = false
        pages.value.set(page, answer.rows)
        total.value = answer.total
        loaded.value = true
        error.value = null
        triggerRef(pages)
      })
      .catch((thrown: unknown) => {
        claimed.delete(page)
        if (mine === generation) error.value = CallError.from(thrown)
      })
      .finally(() => {
        if (running.get(page) === work) running.delete(page)
      })
    running.set(page, work)
    return work
  }

  function pagesBetween(from: number, to: number): number[] {
    const first = Math.floor(Math.max(0, from) / PAGE)
    const end = Math.floor(Math.max(0, to) / PAGE)
    return Array.from({ length: end - first + 1 }, (_, at) => first + at)
  }

  function need(from: number, to: number): void {
    shown = { from, to }
    for (const page of pagesBetween(from, to)) if (!fresh.has(page)) void fetchPage(page)
  }

  async function load(from: number, to: number): Promise<Row[]> {
    const wanted = pagesBetween(from, to)
    for (const page of wanted) if (!fresh.has(page) || running.has(page)) await fetchPage(page)
    const rows: Row[] = []
    for (let index = from; index <= to; index++) {
      const found = row(index)
      if (found !== undefined) rows.push(found)
    }
    return rows
  }

  function row(index: number): Row | undefined {
    return pages.value.get(Math.floor(index / PAGE))?.[index % PAGE]
  }

  function renew(): void {
    generation++
    fresh = new Set()
    running = new Map()
    error.value = null
  }

  function reset(): void {
    renew()
    replacing = true
    shown = { from: 0, to: PAGE - 1 }
    need(0, 0)
  }

  function refresh(): void {
    renew()
    const kept = new Set(pagesBetween(shown.from, shown.to))
    for (const page of pages.value.keys()) if (!kept.has(page)) pages.value.delete(page)
    need(shown.from, shown.to)
  }

  const facts = computed(() => ({ total: total.value, loaded: loaded.value, error: error.value }))
  return {
    get total() {
      return facts.value.total
    },
    get loaded() {
      return facts.value.loaded
    },
    get error() {
      return facts.value.error
    },
    row,
    need,
    load,
    reset,
    refresh
  }
}
