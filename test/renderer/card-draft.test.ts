import { describe, expect, it } from 'vitest'
import type { Card } from '../../src-renderer/contract'
import {
  cardOf,
  draftOf,
  isEmptyDraft,
  newCard
} from '../../src-renderer/screens/contacts/card-draft'
import { composeFull } from '../../src-renderer/screens/contacts/draft-name'

const alice: Card = {
  '@type': 'Card',
  version: '1.0',
  uid: 'urn:uuid:1',
  kind: 'individual',
  name: {
    full: 'Dr. Alice van Example',
    components: [
      { kind: 'title', value: 'Dr.' },
      { kind: 'given', value: 'Alice', phonetic: 'a-lis' },
      { kind: 'surname', value: 'van Example' }
    ],
    isOrdered: true,
    sortAs: { surname: 'Example' }
  },
  organizations: {
    o1: { name: 'Northwind', units: [{ name: 'Research' }, { name: 'Lab 4' }], sortAs: 'n' },
    o2: { name: 'Sailing club' }
  },
  phones: {
    p1: { number: '+1 555 0100', features: { mobile: true }, pref: 1, vCardParams: { x: 'y' } },
    p2: { number: 'tel:+15550101', contexts: { work: true }, features: { fax: true } }
  },
  emails: { e1: { address: 'alice@example.org', label: 'Summer house' } },
  addresses: {
    a1: {
      countryCode: 'DE',
      components: [
        { kind: 'name', value: 'Hafenstraße' },
        { kind: 'number', value: '12' },
        { kind: 'locality', value: 'Hamburg' },
        { kind: 'country', value: 'Germany' }
      ]
    }
  },
  anniversaries: {
    b: { kind: 'birth', date: { '@type': 'Timestamp', utc: '1985-03-12T00:00:00Z' } },
    m: { kind: 'baptism', date: { year: 1986 } }
  },
  media: { m1: { kind: 'photo', blobId: 'ab' }, m2: { kind: 'sound', uri: 'data:,' } },
  notes: { n1: { note: 'Met in London', author: { name: 'Bob' } } },
  vCardProps: [['x-kept', {}, 'text', 'yes']],
  'datomspace:csv': { Number: '4711' },
  'example.com:custom': { deep: [1, 2] }
}

describe('a contact that is edited', () => {
  it('comes out as it went in when nothing was changed', () => {
    expect(cardOf(draftOf(alice), alice)).toEqual(alice)
  })

  it('keeps everything that the form does not know', () => {
    const draft = draftOf(alice)
    draft.company = 'Southwind'
    const card = cardOf(draft, alice)
    const { organizations, ...rest } = card
    const { organizations: _, ...before } = alice
    expect(rest).toEqual(before)
    expect(organizations).toEqual({
      o1: { name: 'Southwind', units: [{ name: 'Research' }, { name: 'Lab 4' }], sortAs: 'n' },
      o2: { name: 'Sailing club' }
    })
  })

  it('does not touch the Card that it was made of', () => {
    const before = JSON.stringify(alice)
    const draft = draftOf(alice)
    draft.phones[0]!.value = '1'
    draft.names.given = 'Bob'
    cardOf(draft, alice)
    expect(JSON.stringify(alice)).toBe(before)
  })

  it('changes one phone number and keeps what belongs to it', () => {
    const draft = draftOf(alice)
    draft.phones[0]!.value = ' +1 555 0199 '
    expect(cardOf(draft, alice).phones).toEqual({
      p1: { number: '+1 555 0199', features: { mobile: true }, pref: 1, vCardParams: { x: 'y' } },
      p2: alice.phones!.p2
    })
  })

  it('changes what a number is for', () => {
    const draft = draftOf(alice)
    draft.phones[0]!.kind = 'work'
    expect(cardOf(draft, alice).phones!.p1).toEqual({
      number: '+1 555 0100',
      contexts: { work: true },
      pref: 1,
      vCardParams: { x: 'y' }
    })
  })

  it('leaves a kind alone that is richer than the form offers', () => {
    const draft = draftOf(alice)
    expect(draft.phones[1]!.kind).toBe('keep')
    expect(draft.emails[0]!.kind).toBe('keep')
    draft.phones[1]!.value = '5'
    expect(cardOf(draft, alice).phones!.p2).toEqual({
      number: '5',
      contexts: { work: true },
      features: { fax: true }
    })
  })

  it('adds values under keys that are free, and drops those that are empty', () => {
    const draft = draftOf(alice)
    draft.emails.push({ key: '', kind: 'private', value: 'a@example.net' })
    draft.emails.push({ key: '', kind: 'none', value: 'b@example.net' })
    draft.emails.push({ key: '', kind: 'work', value: '  ' })
    expect(cardOf(draft, alice).emails).toEqual({
      e1: alice.emails!.e1,
      n1: { address: 'a@example.net', contexts: { private: true } },
      n2: { address: 'b@example.net' }
    })
  })

  it('never overwrites a value when its key is taken', () => {
    const card: Card = { ...newCard('u'), emails: { n1: { address: 'first@example.org' } } }
    const draft = draftOf(card)
    draft.emails.unshift({ key: '', kind: 'none', value: 'new@example.org' })
    expect(Object.values(cardOf(draft, card).emails!).map(email => email.address)).toEqual([
      'new@example.org',
      'first@example.org'
    ])
  })

  it('has no phones any more when the last was removed', () => {
    const draft = draftOf(alice)
    draft.phones = []
    expect(cardOf(draft, alice)).not.toHaveProperty('phones')
  })

  it('keeps the other parts of a name, with what belongs to them', () => {
    const draft = draftOf(alice)
    draft.names.surname = 'Sample'
    draft.full = 'Dr. Alice Sample'
    expect(cardOf(draft, alice).name).toEqual({
      full: 'Dr. Alice Sample',
      components: [
        { kind: 'title', value: 'Dr.' },
        { kind: 'given', value: 'Alice', phonetic: 'a-lis' },
        { kind: 'surname', value: 'Sample' }
      ],
      isOrdered: true,
      sortAs: { surname: 'Example' }
    })
  })

  it('loses the country code with the country, and stale free text with any part', () => {
    const draft = draftOf(alice)
    draft.addresses[0]!.country = 'Denmark'
    expect(cardOf(draft, alice).addresses!.a1).toEqual({
      components: [
        { kind: 'name', value: 'Hafenstraße' },
        { kind: 'number', value: '12' },
        { kind: 'locality', value: 'Hamburg' },
        { kind: 'country', value: 'Denmark' }
      ]
    })
  })

  it('knows a birthday of which only a part is known, and keeps other dates', () => {
    const draft = draftOf(alice)
    expect(draft.birthday).toEqual({ year: '1985', month: '3', day: '12' })
    draft.birthday = { year: '', month: '3', day: '12' }
    expect(cardOf(draft, alice).anniversaries).toEqual({
      m: alice.anniversaries!.m,
      b: { kind: 'birth', date: { '@type': 'PartialDate', month: 3, day: 12 } }
    })
  })

  it('removes the photo and no other media', () => {
    const draft = draftOf(alice)
    draft.removePhoto = true
    expect(cardOf(draft, alice).media).toEqual({ m2: alice.media!.m2 })
  })
})

describe('a new contact', () => {
  it('is empty until it has a name, a company, a phone or an e-mail', () => {
    const draft = draftOf(newCard('u'))
    expect(isEmptyDraft(draft)).toBe(true)
    draft.nickname = 'Al'
    expect(isEmptyDraft(draft)).toBe(true)
    draft.phones.push({ key: '', kind: 'mobile', value: '1' })
    expect(isEmptyDraft(draft)).toBe(false)
  })

  it('has its full name in the order of its language', () => {
    const parts = { prefix: '', given: '', given2: '', surname: '', suffix: '' }
    expect(composeFull({ ...parts, given: 'Alice', surname: 'Example' })).toBe('Alice Example')
    expect(composeFull({ ...parts, given: '小明', surname: '王' })).toBe('王小明')
  })

  it('holds only what was filled in', () => {
    const draft = draftOf(newCard('urn:uuid:2'))
    draft.names.given = 'Bob'
    draft.full = 'Bob'
    draft.phones.push({ key: '', kind: 'mobile', value: '1' })
    draft.jobTitle = 'Baker'
    expect(cardOf(draft, newCard('urn:uuid:2'))).toEqual({
      '@type': 'Card',
      version: '1.0',
      uid: 'urn:uuid:2',
      kind: 'individual',
      name: { full: 'Bob', components: [{ kind: 'given', value: 'Bob' }] },
      phones: { n1: { number: '1', features: { mobile: true } } },
      titles: { t1: { kind: 'title', name: 'Baker' } }
    })
  })
})
