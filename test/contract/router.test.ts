import { describe, expect, it } from 'vitest'
import { calls, Router, type CallName, type Handlers } from '../../src-main/contract'
import { DatomspaceError } from '../../src-main/error'

const answering = (handlers: Handlers): Router => new Router(() => handlers)

describe('the router', () => {
  it('hands a handler the checked parameters with their defaults', async () => {
    let got: unknown
    const router = answering({
      'contacts.page': params => {
        got = params
        return { rows: [], total: 0, offset: 0 }
      }
    })
    const answer = await router.answer('contacts.page', { limit: 10 }, 'window')
    expect(answer).toEqual({ ok: true, value: { rows: [], total: 0, offset: 0 } })
    expect(got).toEqual({
      filter: { query: '', origin: 'all' },
      sort: 'name',
      offset: 0,
      limit: 10
    })
  })

  it('asks the first table that knows the call', async () => {
    const router = new Router(
      () => ({ 'sets.list': () => [] }),
      () => ({
        'sets.list': () => {
          throw new Error('the second table was asked')
        }
      })
    )
    expect(await router.answer('sets.list', {}, 'window')).toEqual({ ok: true, value: [] })
  })

  it.each(['constructor', '__proto__', 'toString', 'sets.steal', '', 7, null, undefined, {}])(
    'refuses the call %j',
    async name => {
      const answer = await answering({}).answer(name, {}, 'window')
      expect(answer).toMatchObject({ ok: false, error: { code: 'CALL_UNKNOWN' } })
    }
  )

  it('says where a trail is checked that is too long for one call', async () => {
    const answer = await answering({}).answer(
      'audit.verify',
      { text: ' '.repeat(64_000_001) },
      'socket'
    )
    expect(answer).toMatchObject({
      ok: false,
      error: {
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining('`datomspace audit --verify FILE`')
      }
    })
  })

  it('refuses a call of a program that only a window may make, and the other way round', async () => {
    const router = answering({})
    const forbidden = { ok: false, error: { code: 'SENDER_FORBIDDEN' } }
    expect(await router.answer('phrase.show', {}, 'socket')).toMatchObject(forbidden)
    expect(await router.answer('files.offer', { path: '/etc/passwd' }, 'window')).toMatchObject(
      forbidden
    )
  })

  it('names the parameter that is wrong', async () => {
    const answer = await answering({}).answer('contacts.page', { limit: 501 }, 'window')
    expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } })
    expect(JSON.stringify(answer)).toContain('limit')
  })

  it('refuses parameters that it does not know', async () => {
    const answer = await answering({}).answer('contacts.get', { id: 'a', path: '/' }, 'window')
    expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } })
  })

  it('answers with the code of what a handler threw, and never rejects', async () => {
    const router = answering({
      'sets.list': () => {
        throw new DatomspaceError('STORAGE_FULL', 'The disk is full', { details: { path: 'x' } })
      },
      'contacts.tags': () => Promise.reject(new TypeError('boom'))
    })
    expect(await router.answer('sets.list', {}, 'window')).toEqual({
      ok: false,
      error: { code: 'STORAGE_FULL', message: 'The disk is full', details: { path: 'x' } }
    })
    expect(await router.answer('contacts.tags', {}, 'window')).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL', message: 'boom' }
    })
  })

  it('says that the space is not open when nobody answers a call', async () => {
    for (const name of Object.keys(calls) as CallName[]) {
      if (calls[name].audience === 'socket') continue
      const answer = await answering({}).answer(name, {}, 'window')
      expect(answer.ok).toBe(false)
      if (!answer.ok) expect(['CLOSED', 'INVALID_ARGUMENT']).toContain(answer.error.code)
    }
  })
})
