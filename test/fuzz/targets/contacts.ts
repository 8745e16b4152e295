import { zipSync } from 'fflate'
import fc from 'fast-check'
import {
  applyMerge,
  confirmLayout,
  CsvReader,
  decode,
  detectCharset,
  detectFormat,
  detectLayout,
  findDuplicates,
  proposeMerge,
  readArchive,
  readVCards,
  writeCsv,
  writeVCards,
  type ReadEvent
} from '../../../src-main/contacts'
import { openArchive } from '../../../src-main/contacts/archive'
import type { Card } from '../../../src-main/contacts/card'
import { soundCard } from '../../../src-main/contacts/sound'
import { rowOf } from '../../../src-main/space/contacts/row'
import { decodeDatom, mintDatom } from '../../../src-main/datom'
import { mutate, mutateText } from '../bytes'
import { twist } from '../json'
import type { Random } from '../random'
import { insist, target } from '../target'

const photo = Buffer.alloc(300, 7).toString('base64')
const VCARDS = [
  [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:García;Ana;María;Dr.;Jr.',
    'FN:Ana García',
    'item1.TEL;TYPE=CELL,VOICE;PREF=1:+34 600 000 001',
    'item1.X-ABLabel:_$!<Mobile>!$_',
    'EMAIL;TYPE=INTERNET;TYPE=WORK:ana@example.org',
    'ADR;TYPE=HOME:;;Calle 1\\, 2;Madrid;;28001;España',
    'BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29',
    `PHOTO;ENCODING=b;TYPE=JPEG:${photo.slice(0, 70)}`,
    ` ${photo.slice(70)}`,
    'CATEGORIES:friends,work',
    'NOTE:one\\ntwo',
    'END:VCARD',
    ''
  ].join('\r\n'),
  [
    'BEGIN:VCARD',
    'VERSION:2.1',
    'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F',
    'FN;CHARSET=GB18030;ENCODING=QUOTED-PRINTABLE:=D5=C5=',
    '=CE=B0',
    'TEL;CELL:13800138000',
    'AGENT:',
    'BEGIN:VCARD',
    'VERSION:2.1',
    'N:Agent',
    'END:VCARD',
    'END:VCARD',
    ''
  ].join('\r\n'),
  [
    'BEGIN:VCARD',
    'VERSION:4.0',
    'UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
    'KIND:group',
    'FN;LANGUAGE=de;ALTID=1:Köhler',
    'GENDER:F;she',
    'RELATED;TYPE=friend;VALUE=text:Bob',
    'MEMBER:urn:uuid:03a0e51f-d1aa-4385-8a53-e29025acd8af',
    'ANNIVERSARY:--0229',
    'GEO:geo:46.77,23.59',
    'CLIENTPIDMAP:1;urn:uuid:53e374d9-337e-4727-8803-a1e9c14e0556',
    'X-SOMETHING;X-P="a;b:c":value',
    'END:VCARD',
    ''
  ].join('\n')
]
const VCARD_WORDS = [
  'BEGIN:VCARD\r\n',
  'END:VCARD\r\n',
  'VERSION:4.0\r\n',
  'AGENT:BEGIN:VCARD\r\n',
  'ENCODING=QUOTED-PRINTABLE',
  'ENCODING=BASE64',
  ';CHARSET=UTF-7',
  ';CHARSET=utf-16',
  '=\r\n',
  '\r\n ',
  '\\n\\;\\,',
  'item1.',
  ';"',
  "^n^'",
  '\ufeff',
  '\u0000',
  'PHOTO:data:image/png;base64,',
  '__proto__:x\r\n',
  'X-ABADR:cn\r\n'
]
const CSVS = [
  'First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Notes,Birthday\r\nAna,García,ana@example.org,+34 600 000 001,"a ""quoted""\nnote",1990-02-12\r\nBob,B,,,,\r\n',
  '姓名;手机;电子邮件;公司;生日\n张伟;13800138000;zw@example.cn;某公司;1980年1月2日\n',
  'Name\tHobby\tHobby\tE-mail\nCarol\tchess\tgo\tc@example.org\n',
  '"datomspace:uid",Name,Email\n"urn:uuid:1",\'=1+1,x@example.org\n'
]
const CSV_WORDS = ['"', '""', ',', ';', '\t', '\r', '\n', '\r\n', 'Name', 'Email', '\ufeff', '=1+1']
const TEXTS: Uint8Array[] = [
  ...VCARDS.map(text => Buffer.from(text)),
  Buffer.from('\ufeff姓名,手机\n张伟,138\n', 'utf16le'),
  Buffer.from('d5c5ceb0cac7d2bbb8f6c8cb2cc4e3bac3a3acb5e7bbb0', 'hex'),
  Buffer.from('\u001b$B0lHL\u001b(B iso-2022-jp', 'latin1'),
  Buffer.from('J\xfcrgen M\xfcller, stra\xdfe', 'latin1')
]
const LOCALES = [undefined, 'zh-CN', 'zh-TW', 'ja', 'ko', 'ru', 'de', 'x'.repeat(50)]

function cardsOf(events: Iterable<ReadEvent>): Card[] {
  const cards: Card[] = []
  for (const event of events) {
    // What a person is shown of it is made when it is asked for.
    insist(typeof event.raw === 'string', 'a record or a problem without its text')
    if (event.type === 'record') cards.push(event.card)
  }
  return cards
}

/** All that is done with a card that came from a file. */
function useCards(cards: Card[]): void {
  const some = cards.slice(0, 20)
  for (const card of some) {
    const datom = mintDatom({ content: soundCard(card) }, 0)
    rowOf(datom.id, datom)
  }
  writeVCards(some, { version: '3.0' })
  const again = cardsOf(readVCards(Buffer.from(writeVCards(some, { version: '4.0' }))))
  insist(again.length === some.length, 'a card that was read and written')
  for (const piece of writeCsv(some)) insist(typeof piece === 'string', 'a row')
  findDuplicates(
    some.map((card, at) => [String(at), card] as const),
    { region: 'CN' }
  )
  if (some.length > 1) applyMerge(proposeMerge(some.slice(0, 3), { region: 'CN' }))
}

export const vcard = target({
  name: 'vcard',
  what: 'vCard 2.1, 3.0, 4.0; cards written again, rows, duplicates, merges',
  input: random =>
    mutate(
      VCARDS.map(text => Buffer.from(text)),
      random,
      VCARD_WORDS
    ),
  run: bytes => useCards(cardsOf(readVCards(bytes, { locale: 'zh-CN' })))
})

export const csv = target({
  name: 'csv',
  what: 'CSV: layouts, rows, cards written again',
  input: random => mutateText(CSVS, random, CSV_WORDS),
  run: text => {
    const layout = confirmLayout(detectLayout(text))
    const reader = new CsvReader({ layout })
    const half = text.length >> 1
    const events = [
      ...reader.push(text.slice(0, half)),
      ...reader.push(text.slice(half)),
      ...reader.end()
    ]
    useCards(cardsOf(events))
  }
})

const ZIPS = [
  zipSync({ 'friends.vcf': Buffer.from(VCARDS[0]!), 'a/b.csv': Buffer.from(CSVS[0]!) }),
  zipSync({ 'stored.vcf': [Buffer.from(VCARDS[2]!), { level: 0 }] }),
  zipSync({ 'zeros.vcf': new Uint8Array(2_000_000), 'x.zip': new Uint8Array(10) })
]
const PK = [
  'PK\u0003\u0004',
  'PK\u0001\u0002',
  'PK\u0005\u0006',
  'PK\u0006\u0006',
  'PK\u0006\u0007'
]

export const zip = target({
  name: 'zip',
  what: 'zip archives: listing, inflating, limits',
  input: random => mutate(ZIPS, random, PK),
  run: bytes => {
    const { entries, problems } = readArchive(bytes, { locale: 'zh-CN' })
    const open = openArchive(bytes)
    for (const { path } of entries.slice(0, 5)) open(path)
    const size = entries.reduce((sum, entry) => sum + entry.bytes.length, 0)
    insist(size <= 200_000_000, 'more than the limit of an archive')
    insist(
      problems.every(({ message }) => message !== ''),
      'a problem without words'
    )
  }
})

export const charset = target({
  name: 'charset',
  what: 'charset guess, decoding, file formats',
  input: random => ({
    bytes: mutate(TEXTS, random, ['\ufeff', '\u0000', 'CHARSET=utf-7', '\u001b$B']),
    locale: random.pick(LOCALES),
    name: random.pick(['a.csv', 'a.vcf', '', '../../x.zip', 'a.tsv'])
  }),
  run: ({ bytes, locale, name }) => {
    const options = locale === undefined ? {} : { locale }
    const { charset: found, alternatives } = detectCharset(bytes, options)
    insist(typeof decode(bytes, found) === 'string', 'text')
    for (const other of alternatives.slice(0, 3)) decode(bytes, other.charset)
    detectFormat(bytes, name, options)
  }
})

const MEMBERS = [
  ...['name', 'nicknames', 'organizations', 'emails', 'phones', 'addresses', 'media', 'notes'],
  ...['anniversaries', 'keywords', 'members', 'relatedTo', 'vCardProps', 'datomspace:csv', 'kind'],
  ...['onlineServices', 'speakToAs', 'created', 'updated', 'links', 'titles', 'uid']
]
const VALUES = [
  ...['full', 'components', 'kind', 'value', 'address', 'number', 'date', 'year', 'contexts'],
  ...['features', 'vCardParams', 'label', 'pref', 'units', 'name', 'blobId', 'uri', 'note', '@type']
]
const anything = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>('given', '2020', '2020-01-01T00:00:00Z', 7, 0, true, null, '', []),
    fc.string(),
    fc.dictionary(fc.oneof(fc.constantFrom(...VALUES), fc.string()), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 })
  )
})).value
const builtCard = fc.dictionary(fc.constantFrom(...MEMBERS), anything, { minKeys: 1, maxKeys: 6 })
const CARDS = VCARDS.flatMap(text => cardsOf(readVCards(Buffer.from(text))))

function hostileCards(random: Random): Card[] {
  return Array.from({ length: 3 }, () => {
    const made = random.chance(3) ? random.sample(builtCard) : twist(CARDS, random)
    const members = typeof made === 'object' && made !== null ? made : {}
    return { ...members, '@type': 'Card', version: '1.0', uid: 'u' } as Card
  })
}

const ID = '01900000-0000-7000-8000-000000000001'

/** Cards that other people's spaces sent, rather than files. */
export const card = target({
  name: 'card',
  what: 'received JSContact Cards: made sound, listed, written, compared',
  input: hostileCards,
  run: given => {
    // Each comes as a datom of a set, where what is too deep is refused.
    const cards = given.map(content => {
      const text = JSON.stringify({ ...mintDatom({ id: ID, content }, 0) })
      return decodeDatom(Buffer.from(`\u0001${text}`), ID).content
    })
    const sound = cards.map(soundCard)
    for (const each of sound) insist(soundCard(each) === each, 'sound what is sound')
    for (const content of cards) {
      const datom = mintDatom({ content }, 0)
      rowOf(datom.id, datom)
    }
    writeVCards(sound, { version: '3.0' })
    writeVCards(sound, { version: '4.0' })
    for (const piece of writeCsv(sound)) insist(typeof piece === 'string', 'a row')
    findDuplicates(
      sound.map((each, at) => [String(at), each] as const),
      { region: 'DE' }
    )
    applyMerge(proposeMerge(sound))
  }
})
