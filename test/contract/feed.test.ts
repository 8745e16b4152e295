import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Feed, type EventMessage } from '../../src-main/contract'

describe('the feed of events', () => {
  let heard: EventMessage[]
  let feed: Feed

  beforeEach(() => {
    vi.useFakeTimers()
    heard = []
    feed = new Feed()
    feed.listen(message => heard.push(message))
  })

  afterEach(() => {
    feed.close()
    vi.useRealTimers()
  })

  it('sends the first event at once and folds a thousand that follow into ten a second', () => {
    for (let i = 0; i < 1_000; i++) {
      feed.emit('contacts.changed', { count: 1 })
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(200)
    expect(heard.length).toBeLessThanOrEqual(12)
    const counts = heard.map(message => (message.body as { count: number }).count)
    expect(counts[0]).toBe(1)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000)
  })

  it('numbers what it sends without a gap', () => {
    feed.emit('sets.changed', {})
    feed.emit('contacts.changed', { count: 2 })
    feed.emit('contacts.changed', { count: 3 })
    vi.advanceTimersByTime(500)
    feed.emit('contacts.changed', { count: 4 })
    expect(heard.map(message => message.sequence)).toEqual([1, 2, 3, 4])
  })

  it('says that everything changed when two things of a kind did', () => {
    feed.emit('shares.changed', { id: 'a' })
    feed.emit('shares.changed', { id: 'b' })
    feed.emit('shares.changed', { id: 'c' })
    vi.advanceTimersByTime(100)
    expect(heard.map(message => message.body)).toEqual([{ id: 'a' }, {}])
  })

  it('keeps the events of two imports apart', () => {
    feed.emit('imports.changed', { id: 'a' })
    feed.emit('imports.changed', { id: 'b' })
    expect(heard.map(message => message.body)).toEqual([{ id: 'a' }, { id: 'b' }])
  })

  it('is silent to a listener that stopped', () => {
    const other: EventMessage[] = []
    const stop = feed.listen(message => other.push(message))
    stop()
    feed.emit('sets.changed', {})
    expect(other).toEqual([])
  })
})
