import { describe, expect, it } from 'vitest'
import type { Card } from '../../src-renderer/contract'
import {
  addressText,
  cardSections,
  keptLines
} from '../../src-renderer/screens/contacts/card-sections'

const base: Card = { '@type': 'Card', version: '1.0', uid: 'u' }

describe('the fields of a contact', () => {
  it('are shown in sections, and empty ones not at all', () => {
    const sections = cardSections({
      ...base,
      phones: { p: { number: 'tel:+15550100', features: { voice: true, mobile: true }, pref: 1 } },
      emails: { e: { address: ' ' } }
    })
    expect(sections).toEqual([
      {
        title: 'phones',
        lines: [{ id: 'p', kinds: ['preferred', 'mobile'], label: undefined, value: '+15550100' }]
      }
    ])
  })

  it('only open addresses of the web', () => {
    const [section] = cardSections({
      ...base,
      links: { a: { uri: 'https://example.org' }, b: { uri: 'javascript:alert(1)' } }
    })
    expect(section?.lines.map(line => line.href)).toEqual(['https://example.org', undefined])
  })

  it('lose nothing of the original', () => {
    const lines = keptLines({
      ...base,
      vCardProps: [['x-spouse', {}, 'text', 'Bob', 'Robert']],
      'datomspace:csv': { Number: '4711', Empty: '' },
      'example.com:custom': { '@type': 'Custom', deep: true, list: [1, 2] }
    })
    expect(lines.map(line => [line.label ?? line.member, line.value])).toEqual([
      ['X-SPOUSE', 'Bob, Robert'],
      ['Number', '4711'],
      ['example.com:custom', 'deep, list: 1, 2']
    ])
  })

  it('show a huge value only in part', () => {
    const [line] = keptLines({ ...base, vCardProps: [['key', {}, 'uri', 'x'.repeat(1_000_000)]] })
    expect(line!.value.length).toBeLessThan(500)
  })
})

describe('an address', () => {
  it('is one line, with street and number, and code and city, side by side', () => {
    const components = [
      { kind: 'name', value: 'Hafenstraße' },
      { kind: 'number', value: '12' },
      { kind: 'postcode', value: '20457' },
      { kind: 'locality', value: 'Hamburg' },
      { kind: 'country', value: 'Germany' }
    ] as const
    expect(addressText({ components: [...components] })).toBe(
      'Hafenstraße 12, 20457 Hamburg, Germany'
    )
  })

  it('is its own text where it has one', () => {
    expect(addressText({ full: 'Somewhere\nelse', components: [] })).toBe('Somewhere\nelse')
  })
})
