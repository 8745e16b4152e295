import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ImportJob, Params, ReviewRow } from '../../src-renderer/contract'
import { useImports } from '../../src-renderer/stores/imports'
import { fakeBridge, refusal, settled } from './fake-bridge'

function job(id: string, change: Partial<ImportJob> = {}): ImportJob {
  return {
    id,
    phase: 'review',
    files: [],
    started: '2026-11-20T10:00:00.000Z',
    progress: { done: 0, total: 0 },
    counts: { total: 2, created: 1, updated: 0, merged: 0, skipped: 0, failed: 1 },
    kinds: { new: 1, update: 0, same: 0, duplicate: 0, problem: 1 },
    ...change
  }
}

function row(index: number): ReviewRow {
  const facts = { file: 'a.vcf', line: index, name: `Bob ${index}`, email: '', tel: '', org: '' }
  return { index, kind: 'new', action: 'create', ...facts }
}

function pageOf(total: number) {
  const rows = Array.from({ length: total }, (_, index) => row(index))
  return ({ offset = 0, limit = 100 }: Params<'imports.review'>) => ({
    rows: rows.slice(offset, offset + limit),
    total,
    offset
  })
}

describe('the store of imports', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('opens the job that reads the files just dropped', async () => {
    fakeBridge({ 'imports.open': () => job('one', { phase: 'reading' }) })
    const imports = useImports()
    await imports.begin(['token'])
    expect(imports.job?.id).toBe('one')
    expect(imports.jobs).toHaveLength(1)
  })

  it('names the kind when everything of it is chosen', async () => {
    const bridge = fakeBridge({
      'imports.review': pageOf(900),
      'imports.choose': () => job('one')
    })
    const imports = useImports()
    imports.open('one')
    imports.look({ kind: 'new' })
    await settled()
    await imports.chooseShown('skip')
    expect(bridge.named('imports.choose')).toEqual([{ id: 'one', kind: 'new', action: 'skip' }])
  })

  it('names every row that a search found, also those that were never on the screen', async () => {
    const bridge = fakeBridge({
      'imports.review': pageOf(900),
      'imports.choose': () => job('one')
    })
    const imports = useImports()
    imports.open('one')
    imports.look({ query: 'bob' })
    await settled()
    await imports.chooseShown('skip')
    const [params] = bridge.named('imports.choose') as [Params<'imports.choose'>]
    expect(params.kind).toBeUndefined()
    expect(params.rows).toEqual(Array.from({ length: 900 }, (_, index) => index))
  })

  it('chooses nothing where nothing is shown', async () => {
    const bridge = fakeBridge({ 'imports.review': pageOf(0), 'imports.choose': () => job('one') })
    const imports = useImports()
    imports.open('one')
    imports.look({})
    await settled()
    await imports.chooseShown('skip')
    expect(bridge.named('imports.choose')).toEqual([])
  })

  it('shows nothing of another job when one is opened', async () => {
    fakeBridge({ 'imports.review': pageOf(3) })
    const imports = useImports()
    imports.open('one')
    imports.look({ kind: 'new', query: 'bob' })
    await settled()
    expect(imports.rows?.total).toBe(3)
    imports.open('two')
    expect(imports.rows?.total).toBe(0)
    expect(imports.rows?.row(0)).toBeUndefined()
    expect([imports.kind, imports.query]).toEqual(['all', ''])
  })

  it('tells a retry that could be read from one that still fails', async () => {
    const mended = job('one', { counts: { ...job('one').counts, created: 2, failed: 0 } })
    let answer = job('one')
    fakeBridge({
      'imports.list': () => [job('one')],
      'imports.retry': () => answer,
      'imports.review': pageOf(1),
      'imports.failures': pageOf(1)
    })
    const imports = useImports()
    await imports.load()
    imports.open('one')
    expect(await imports.retry(1, 'BEGIN:VCARD')).toBe(false)
    answer = mended
    expect(await imports.retry(1, 'BEGIN:VCARD\nEND:VCARD')).toBe(true)
    expect(imports.job?.counts.failed).toBe(0)
  })

  it('follows a job by its events and asks for all of them when one was lost', async () => {
    let done = 0
    const bridge = fakeBridge({
      'imports.list': () => [job('one'), job('two')],
      'imports.get': () => job('one', { phase: 'writing', progress: { done: ++done, total: 9 } })
    })
    const imports = useImports()
    await imports.load()
    imports.start()
    bridge.emit('imports.changed', { id: 'one' })
    await settled()
    expect(imports.jobs.find(each => each.id === 'one')?.progress.done).toBe(1)
    bridge.loseOne()
    bridge.emit('imports.changed', { id: 'one' })
    await settled()
    expect(bridge.named('imports.get')).toHaveLength(2)
    bridge.loseOne()
    bridge.emit('sets.changed', {})
    await settled()
    expect(bridge.named('imports.list')).toHaveLength(2)
  })

  it('drops a job that is no longer known', async () => {
    let jobs = [job('one')]
    fakeBridge({
      'imports.list': () => jobs,
      'imports.get': () => {
        throw refusal('NOT_FOUND')
      }
    })
    const imports = useImports()
    await imports.load()
    imports.open('one')
    jobs = []
    await imports.follow('one')
    expect(imports.job).toBeNull()
    expect(imports.error).toBeNull()
  })

  it('keeps a refusal for the screen to show', async () => {
    fakeBridge({
      'imports.list': () => {
        throw refusal('CLOSED')
      }
    })
    const imports = useImports()
    await imports.load()
    expect(imports.error?.code).toBe('CLOSED')
    expect(imports.loaded).toBe(false)
  })
})
