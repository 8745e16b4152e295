import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Feed } from '../../src-main/contract'
import type { Home } from '../../src-main/desktop/home'
import { notifyChanges } from '../../src-main/desktop/notify'

const shown = vi.hoisted(() => [] as { title: string; click: () => void }[])
// What the system shows is the one thing that is not there without Electron.
vi.mock('electron', () => ({
  Notification: class {
    static isSupported = () => true
    #click = () => {}
    constructor(private readonly options: { title: string }) {}
    on(_name: 'click', click: () => void) {
      this.#click = click
    }
    show() {
      shown.push({ title: this.options.title, click: this.#click })
    }
  }
}))

const row = (id: string, direction: 'in' | 'out', state = 'offered') => {
  return { id, direction, state, name: 'Alice', subjectName: 'Dave' }
}

describe('an offer of a datom', () => {
  let rows: ReturnType<typeof row>[]
  let feed: Feed
  const opened: string[] = []

  beforeEach(async () => {
    shown.length = 0
    rows = [row('old', 'in'), row('mine', 'out')]
    feed = new Feed()
    const handlers = () => ({ 'ownership.transfers': async () => rows })
    notifyChanges({
      feed,
      home: { served: {}, handlers } as unknown as Home,
      language: () => 'en',
      wanted: () => true,
      open: screen => opened.push(screen)
    })
    feed.emit('status.changed', {} as never)
    await new Promise(resolve => setImmediate(resolve))
  })

  const changed = async () => {
    feed.emit('ownership.changed', {})
    await new Promise(resolve => setImmediate(resolve))
  }

  it('is told once when it comes, and opens the screen where it is answered', async () => {
    rows = [row('new', 'in'), row('old', 'in')]
    await changed()
    await changed()
    expect(shown.map(({ title }) => title)).toEqual(['Alice wants to hand “Dave” over to you'])
    shown[0]!.click()
    expect(opened).toEqual(['datoms'])
  })

  it('is told when the other one takes it back or answers one’s own', async () => {
    rows = [row('old', 'in', 'withdrawn'), row('mine', 'out', 'declined')]
    await changed()
    await changed()
    expect(shown.map(({ title }) => title)).toEqual([
      'Alice keeps “Dave” after all',
      'Alice does not want “Dave”'
    ])
  })

  it('is no news when it was there before, is one’s own, or is over', async () => {
    rows = [row('old', 'in'), row('mine', 'out'), row('file', 'in', 'done')]
    await changed()
    expect(shown).toEqual([])
  })
})
