import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { CallName, Card, ImportJob, Params, Result, ReviewKind, ReviewRow } from '../contract'
import { call, CallError, onEvent } from './bridge'
import { pagedRows, type PagedRows } from './paged'

type JobCall = {
  [Name in CallName]: Result<Name> extends ImportJob ? Name : never
}[CallName]
type Choice = Omit<Params<'imports.choose'>, 'id'>

/** The imports of this space, and the one that is open. */
export const useImports = defineStore('imports', () => {
  const jobs = shallowRef<ImportJob[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<CallError | null>(null)
  const openId = shallowRef<string | null>(null)
  const job = computed(() => jobs.value.find(one => one.id === openId.value) ?? null)
  /** What the review shows. */
  const kind = shallowRef<ReviewKind | 'all'>('all')
  const query = shallowRef('')
  const rows = shallowRef<PagedRows<ReviewRow> | null>(null)
  /** What could not be imported. */
  const failures = shallowRef<PagedRows<ReviewRow> | null>(null)

  function keep(changed: ImportJob): ImportJob {
    const known = jobs.value.some(one => one.id === changed.id)
    jobs.value = known
      ? jobs.value.map(one => (one.id === changed.id ? changed : one))
      : [changed, ...jobs.value]
    return changed
  }

  async function load(): Promise<void> {
    try {
      jobs.value = await call('imports.list')
      loaded.value = true
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  /** Reads files that main knows by their tokens, and opens the job. */
  async function begin(tokens: string[]): Promise<ImportJob> {
    const started = keep(await call('imports.open', { tokens }))
    open(started.id)
    return started
  }

  /** Shows another job, from the start of its review. */
  function open(id: string | null): void {
    if (openId.value === id) return
    openId.value = id
    kind.value = 'all'
    query.value = ''
    rows.value = id
      ? pagedRows((offset, limit) =>
          call('imports.review', { id, kind: kind.value, query: query.value, offset, limit })
        )
      : null
    failures.value = id
      ? pagedRows((offset, limit) => call('imports.failures', { id, offset, limit }))
      : null
  }

  function look(next: { kind?: ReviewKind | 'all'; query?: string }): void {
    kind.value = next.kind ?? kind.value
    query.value = next.query ?? query.value
    rows.value?.reset()
  }

  /** One row of the open job by its number, whatever the review shows. */
  async function rowAt(index: number): Promise<ReviewRow | null> {
    if (!openId.value) return null
    const page = await call('imports.review', { id: openId.value, offset: index, limit: 1 })
    return page.rows[0] ?? null
  }

  /** All that a row of the open job holds. */
  async function record(row: number): Promise<Card> {
    return (await call('imports.record', { id: openId.value ?? '', row })).card
  }

  /** Any call that answers with the job, kept here. */
  async function change<Name extends JobCall>(
    name: Name,
    params: Params<Name>
  ): Promise<ImportJob> {
    return keep((await call(name, params)) as ImportJob)
  }

  /** Sets what happens to rows of the open job. */
  async function choose(choice: Choice): Promise<void> {
    if (!openId.value) return
    await change('imports.choose', { id: openId.value, ...choice })
    rows.value?.refresh()
  }

  /**
   * Sets what happens to every row that is shown. All rows of a kind are named by the kind; those that
   * a search found, one by one.
   */
  async function chooseShown(action: Choice['action']): Promise<void> {
    const shown = rows.value
    if (!shown || shown.total === 0) return
    if (!query.value) return choose({ kind: kind.value, action })
    const found = await shown.load(0, shown.total - 1)
    await choose({ rows: found.map(row => row.index), action })
  }

  /** Reads a failed record again from mended text; true when it could be read. */
  async function retry(row: number, raw: string): Promise<boolean> {
    if (!openId.value) return false
    const before = job.value?.counts.failed ?? 0
    const changed = await change('imports.retry', { id: openId.value, row, raw })
    rows.value?.refresh()
    failures.value?.refresh()
    return changed.counts.failed < before
  }

  async function follow(id: string): Promise<void> {
    try {
      keep(await call('imports.get', { id }))
    } catch (thrown) {
      if (CallError.from(thrown).code === 'NOT_FOUND') await load()
      else error.value = CallError.from(thrown)
    }
  }

  function start(): void {
    onEvent('imports.changed', body => void (body ? follow(body.id) : load()))
  }

  return {
    jobs,
    loaded,
    error,
    openId,
    job,
    kind,
    query,
    rows,
    failures,
    load,
    begin,
    open,
    look,
    rowAt,
    record,
    change,
    choose,
    chooseShown,
    retry,
    follow,
    start
  }
})
