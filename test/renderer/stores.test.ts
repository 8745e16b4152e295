import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import type { SpaceStatus } from '../../src-renderer/contract'
import { locale, setLocale } from '../../src-renderer/locale'
import { networkWord } from '../../src-renderer/screens/shell/network-word'
import { call, CallError, onEvent } from '../../src-renderer/stores/bridge'
import { useNavigation } from '../../src-renderer/stores/navigation'
import { useSettings } from '../../src-renderer/stores/settings'
import { useSpace } from '../../src-renderer/stores/space'
import { titleOf, todoOf, useToasts } from '../../src-renderer/stores/toasts'
import { fakeBridge, refusal, settled } from './fake-bridge'

beforeEach(() => setActivePinia(createPinia()))

describe('a call over the bridge', () => {
  it('gives the value, or throws the refusal with its code', async () => {
    fakeBridge({
      'storage.facts': () => ({ path: '/x' }),
      'sets.list': () => {
        throw refusal('STORAGE_FULL', { free: 0 })
      }
    })
    expect(await call('storage.facts')).toEqual({ path: '/x' })
    const refused = await call('sets.list').catch((thrown: unknown) => thrown)
    expect(refused).toBeInstanceOf(CallError)
    expect(refused).toMatchObject({ code: 'STORAGE_FULL', details: { free: 0 } })
  })

  it('sends plain data, without proxies and without keys that are undefined', async () => {
    const bridge = fakeBridge({ 'sets.create': () => ({}) })
    const params = reactive({ name: 'Family', level: undefined })
    await call('sets.create', params)
    const [sent] = bridge.named('sets.create')
    expect(structuredClone(sent)).toEqual({ name: 'Family' })
    expect(Object.keys(sent as object)).toEqual(['name'])
  })
})

describe('events', () => {
  it('that were lost make every listener ask again, but open no screen', () => {
    const bridge = fakeBridge({})
    const sets = vi.fn()
    const open = vi.fn()
    onEvent('sets.changed', sets)
    onEvent('window.open', open)
    bridge.emit('settings.changed', {})
    expect(sets).not.toHaveBeenCalled()
    bridge.loseOne()
    bridge.emit('settings.changed', {})
    expect(sets).toHaveBeenCalledExactlyOnceWith(undefined)
    expect(open).not.toHaveBeenCalled()
  })

  it('reach nobody who stopped listening', () => {
    const bridge = fakeBridge({})
    const heard = vi.fn()
    onEvent('sets.changed', heard)()
    bridge.emit('sets.changed', {})
    expect(heard).not.toHaveBeenCalled()
  })
})

describe('the store of the space', () => {
  it('keeps the refusal to show, and no news of what was cancelled', async () => {
    let code: 'CANCELLED' | 'KEYCHAIN_DENIED' = 'CANCELLED'
    fakeBridge({
      'space.unlock': () => {
        throw refusal(code)
      }
    })
    const space = useSpace()
    expect(await space.attempt('space.unlock')).toBe(false)
    expect(space.error).toBeNull()
    code = 'KEYCHAIN_DENIED'
    expect(await space.attempt('space.unlock')).toBe(false)
    expect(space.error?.code).toBe('KEYCHAIN_DENIED')
    expect(space.busy).toBe(false)
  })

  it('follows the space as it changes', async () => {
    let name = 'Alice'
    const bridge = fakeBridge({ 'space.status': () => ({ phase: 'open', name }) })
    const space = useSpace()
    space.start()
    await space.load()
    name = 'Alice B.'
    bridge.emit('status.changed', {})
    await settled()
    expect(space.status?.name).toBe('Alice B.')
    expect(space.open).toBe(true)
  })
})

describe('the store of settings', () => {
  it('takes a choice back that was refused', async () => {
    fakeBridge({
      'settings.save': () => {
        throw refusal('STORAGE_FULL')
      }
    })
    const store = useSettings()
    const before = store.settings
    await expect(store.save({ theme: 'dark' })).rejects.toThrow()
    expect(store.settings).toEqual(before)
    expect(store.dark).toBe(false)
  })
})

describe('navigation', () => {
  it('stays where unsaved work would be lost', async () => {
    const navigation = useNavigation()
    navigation.setGuard(() => Promise.resolve(false))
    expect(await navigation.go({ screen: 'settings' })).toBe(false)
    expect(navigation.place.screen).toBe('contacts')
    navigation.setGuard(undefined)
    expect(await navigation.go({ screen: 'settings' })).toBe(true)
  })
})

describe('toasts', () => {
  it('say what failed in words, and nothing of what was cancelled', () => {
    const toasts = useToasts()
    toasts.failure(new CallError(refusal('CANCELLED')))
    expect(toasts.shown).toEqual([])
    toasts.failure(new CallError(refusal('STORAGE_FULL')))
    expect(toasts.shown.map(titleOf)).toEqual(['The disk is full'])
    expect(todoOf(toasts.shown[0]!)).toMatch(/^Make room/)
  })

  it('are never more than four', () => {
    const toasts = useToasts()
    for (let count = 0; count < 10; count++) {
      toasts.info('people.renamed', { name: `Bob ${count}` })
    }
    const texts = toasts.shown.map(titleOf)
    expect(texts).toHaveLength(4)
    expect(texts[0]).toContain('Bob 6')
    expect(texts[3]).toContain('Bob 9')
  })

  it('speak the language that is chosen while they are there', () => {
    const toasts = useToasts()
    toasts.success('people.renamed', { name: 'Bob' })
    toasts.success('sharing.renewed', { until: () => locale() })
    toasts.failure(new CallError(refusal('STORAGE_FULL')))
    const english = toasts.shown.map(titleOf)
    setLocale('zh-CN')
    const chinese = toasts.shown.map(titleOf)
    setLocale('en')
    for (const [index, text] of chinese.entries()) {
      expect(text).toMatch(/\p{Script=Han}/u)
      expect(text).not.toBe(english[index])
    }
    expect(chinese[1]).toContain('zh-CN')
    expect(todoOf(toasts.shown[0]!)).toBeUndefined()
  })
})

describe('the word for the network', () => {
  const status = (network: SpaceStatus['network'], sync: SpaceStatus['sync']) =>
    networkWord({ network, sync } as SpaceStatus)

  it('tells what a person decided before what the network does', () => {
    expect(status('suspended', 'paused')).toBe('paused')
    expect(status('offline', 'attention')).toBe('offline')
    expect(status('online', 'attention')).toBe('attention')
    expect(status('connecting', 'syncing')).toBe('connecting')
    expect(status('online', 'syncing')).toBe('syncing')
    expect(status('online', 'idle')).toBe('online')
    expect(networkWord(null)).toBe('offline')
  })
})
