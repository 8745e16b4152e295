import { closeSync, openSync, writeSync } from 'node:fs'

const GIVEN = ['Ada', 'Jonas', 'Mei', 'Noor', 'Oskar', 'Priya', 'Tomás', 'Wanjiru', 'Zoë', 'Ingrid']
const FAMILY = [
  'Marlow',
  'Ekström',
  'Lin',
  'Haddad',
  'Brandt',
  'Raman',
  'Iriarte',
  'Otieno',
  'Novák'
]
const CHINESE_FAMILY = ['林', '陈', '周', '欧阳', '王', '李', '赵', '黄']
const CHINESE_GIVEN = ['晓雨', '嘉木', '若溪', '思远', '明', '文静', '子涵', '志强']
const COMPANIES = [
  'Harbour Lights Bakery',
  'Kijani Seeds',
  'Fjärden Segel AB',
  '远山茶行',
  'Amrani Film'
]
const TITLES = ['Owner', 'Carpenter', 'Nurse', '设计师', 'Editor', 'Botanist', '老师']
const CITIES = [
  'Vaxholm;;185 39;Sweden',
  'Nairobi;;00100;Kenya',
  '杭州;浙江;310000;中国',
  'Porto;;4000;Portugal'
]
const NOTE =
  'Met at the harbour market in spring; prefers to be written to rather than called, ' +
  'and sends a parcel of seeds back every autumn.'

/** Numbers that look random and are the same for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) % below
  }
}

/**
 * One invented person as vCard 3.0, about 430 bytes; equal numbers give equal text.
 *
 * @param index from 0
 */
export function sampleVCard(index: number): string {
  const random = randomFrom(index + 1)
  const pick = (list: string[]): string => list[random(list.length)]!
  const chinese = random(4) === 0
  const family = chinese ? pick(CHINESE_FAMILY) : pick(FAMILY)
  const given = chinese ? pick(CHINESE_GIVEN) : pick(GIVEN)
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `FN:${chinese ? family + given : `${given} ${family}`}`,
    `N:${family};${given};;;`,
    `ORG:${pick(COMPANIES)}`,
    `TITLE:${pick(TITLES)}`,
    `EMAIL;TYPE=INTERNET,HOME:person.${index}@example.com`,
    ...(random(2) === 0 ? [`EMAIL;TYPE=INTERNET,WORK:p${index}@example.org`] : []),
    `TEL;TYPE=CELL:+1202555${String(index % 10_000).padStart(4, '0')}`,
    `TEL;TYPE=WORK,VOICE:+44 7700 900${String(random(1000)).padStart(3, '0')}`,
    `ADR;TYPE=HOME:;;${1 + random(200)} Quay Street;${pick(CITIES)}`,
    ...(random(2) === 0 ? [`NOTE:${NOTE.slice(0, 20 + random(NOTE.length - 20))}`] : []),
    `BDAY:19${50 + random(49)}-0${1 + random(9)}-1${random(9)}`,
    `UID:sample-${index}`,
    'CATEGORIES:Friends,Harbour',
    'END:VCARD'
  ]
  return lines.flatMap(fold).join('\r\n') + '\r\n'
}

/** RFC 2425, section 5.8.1, in characters: rough, but never inside one. */
function fold(line: string): string[] {
  if (line.length <= 75) return [line]
  return [line.slice(0, 75), ...(line.slice(75).match(/.{1,74}/gs) ?? []).map(part => ` ${part}`)]
}

/** Writes `count` invented people to a file. */
export function writeSample(file: string, count: number): void {
  const descriptor = openSync(file, 'w')
  for (let from = 0; from < count; from += 1000) {
    const part = Array.from({ length: Math.min(1000, count - from) }, (_, at) =>
      sampleVCard(from + at)
    )
    writeSync(descriptor, part.join(''))
  }
  closeSync(descriptor)
}
