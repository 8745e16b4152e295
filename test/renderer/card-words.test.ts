import { afterEach, describe, expect, it } from 'vitest'
import type { Card } from '../../src-renderer/contract'
import { setLocale } from '../../src-renderer/locale'
import { cardSections, keptLines } from '../../src-renderer/screens/contacts/card-sections'
import {
  labelOf,
  namePartsOf,
  partWords,
  valueOf
} from '../../src-renderer/screens/contacts/card-words'

const base: Card = { '@type': 'Card', version: '1.0', uid: 'u' }
const words = (card: Card): string[][] =>
  [...cardSections(card).flatMap(section => section.lines), ...keptLines(card)].map(line => [
    labelOf(line),
    valueOf(line)
  ])

afterEach(() => setLocale('en'))

describe('a contact in words', () => {
  it('names languages in the language of the screen, and leaves alone what is no language', () => {
    const card: Card = {
      ...base,
      language: 'de',
      preferredLanguages: { a: { language: 'zh' }, b: { language: 'not a language' } }
    }
    expect(words(card)).toEqual([
      ['', 'Chinese'],
      ['', 'not a language'],
      ['Language', 'German']
    ])
    setLocale('zh-CN')
    expect(words(card).map(([, value]) => value)).toEqual(['中文', 'not a language', '德语'])
  })

  it('shows no identifier of another contact, but that it is one', () => {
    const urn = 'urn:uuid:0198f0aa-0000-7000-8000-000000000001'
    const card: Card = {
      ...base,
      kind: 'group',
      members: { [urn]: true, 'urn:uuid:2': true },
      relatedTo: { [urn]: { relation: { friend: true } }, Bob: {} }
    }
    expect(JSON.stringify(words(card))).not.toContain('uuid')
    expect(words(card)).toContainEqual(['Members', '2 contacts'])
    expect(words(card)).toContainEqual(['Kind', 'Group'])
    expect(words(card)).toContainEqual(['', 'Bob'])
  })

  it('has no sign of a notation in any part that a merge offers', () => {
    const parts: Partial<Card>[] = [
      { preferredLanguages: { a: { language: 'zh' } } },
      { vCardProps: [['x-kept', {}, 'unknown', '0']] },
      { keywords: { Friends: true } },
      { speakToAs: { '@type': 'SpeakToAs', grammaticalGender: 'feminine' } },
      { phones: { p: { number: '+1', contexts: { work: true } } } },
      { media: { m: { kind: 'photo', blobId: 'ab12' } } },
      { name: { components: [{ kind: 'given', value: 'Bob' }] } }
    ]
    expect(parts.map(partWords)).toEqual([
      'Chinese',
      'X-KEPT: 0',
      'Friends',
      'Form of address: grammatical gender: feminine',
      '+1 (work)',
      'Photo',
      'Bob'
    ])
  })

  it('names the parts of a name', () => {
    const components = [
      { kind: 'title', value: 'Dr.' },
      { kind: 'surname', value: '欧阳', phonetic: 'ouyang' },
      { kind: 'separator', value: ' ' }
    ] as const
    expect(namePartsOf({ name: { components: [...components] } })).toEqual([
      { label: 'Prefix', value: 'Dr.' },
      { label: 'Last name', value: '欧阳 (ouyang)' }
    ])
  })
})
