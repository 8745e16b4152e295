import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ACTIONS, DUTIES, TODAY, whyOf, type Action, type DutyAction } from '../../src-main/rights'
import {
  footingOf,
  labelFor,
  type Enforcement,
  type Mechanism,
  type TermCode
} from '../../src-main/rights/mechanism'
import { ACTION_FAMILIES, PROHIBITIONS } from '../../src-renderer/screens/sharing/draft'

const root = join(__dirname, '../..')
const page = readFileSync(join(root, 'docs/rights.md'), 'utf8')

/** Complete, or it does not compile. */
const OTHERS: Record<Exclude<TermCode, Action | `no-${Action}` | `duty-${DutyAction}`>, 'term'> = {
  holder: 'term',
  person: 'term',
  offer: 'term',
  derived: 'term',
  from: 'term',
  until: 'term',
  'passed-on-until': 'term',
  'until-earlier': 'term',
  'from-later': 'term',
  fields: 'term',
  condition: 'term',
  purpose: 'term',
  purposes: 'term',
  elapsedTime: 'term',
  count: 'term',
  recipient: 'term',
  'passed-on-to': 'term',
  spatial: 'term',
  event: 'term',
  logic: 'term',
  'promised-consent': 'term',
  'unaskable-consent': 'term'
}
const MECHANISMS: Record<Mechanism, 'mechanism'> = {
  signature: 'mechanism',
  gate: 'mechanism',
  epochs: 'mechanism',
  views: 'mechanism',
  'display-check': 'mechanism',
  'start-gate': 'mechanism',
  'person-gate': 'mechanism',
  receipts: 'mechanism',
  events: 'mechanism',
  place: 'mechanism',
  recipients: 'mechanism',
  deletion: 'mechanism',
  settlement: 'mechanism',
  consent: 'mechanism',
  delegation: 'mechanism',
  sentences: 'mechanism'
}
const actions = Object.keys(ACTIONS) as Action[]
const terms = [
  ...Object.keys(OTHERS),
  ...actions,
  ...actions.map(action => `no-${action}`),
  ...Object.keys(DUTIES).map(duty => `duty-${duty}`)
] as TermCode[]

/** The cells of the table under a heading, without its head. */
function tableUnder(heading: string): string[][] {
  const [, after = ''] = page.split(`\n## ${heading}\n`)
  const [section = ''] = after.split('\n## ')
  const lines = section.split('\n').filter(line => line.startsWith('|'))
  return lines.slice(2).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
  )
}

const coded = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!)
const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1)

const termRows = tableUnder('Terms').map(([codes, says, label, why, needs, tests, places]) => ({
  codes: coded(codes!) as TermCode[],
  says: says!,
  label: label!,
  why: why!,
  needs: coded(needs!),
  tests: tests!,
  places: places!
}))
const mechanismRows = tableUnder('Mechanisms').map(([name, does, label, code, tests, places]) => ({
  name: coded(name!)[0] as Mechanism,
  does: does!,
  label: label!,
  code: coded(code!),
  tests: tests!,
  places: places!
}))

describe('the table of terms and mechanisms', () => {
  it('has every term once, and no other', () => {
    expect(termRows.flatMap(({ codes }) => codes).sort()).toEqual([...terms].sort())
    expect(termRows.filter(({ says }) => says === '')).toEqual([])
  })

  it.each(termRows.flatMap(row => row.codes.map(code => ({ code, ...row }))))(
    'says of $code how far it is held up, why, and by what',
    ({ code, label, why, needs }) => {
      const found = labelFor(code)
      const refused = footingOf(code) === null ? ', refused' : ''
      expect(label).toBe(`${capital(found.enforcement)}${refused}`)
      expect(why).toBe(whyOf(found.why, 'en'))
      expect(needs).toEqual([...found.needs])
    }
  )

  it('has every mechanism once, with the labels of the terms that rely on it', () => {
    expect(mechanismRows.map(({ name }) => name).sort()).toEqual(Object.keys(MECHANISMS).sort())
    for (const { name, label, does } of mechanismRows) {
      expect(does).not.toBe('')
      const labels = (['enforced', 'metered', 'declared'] as Enforcement[])
        .filter(enforcement =>
          terms.some(code => {
            const found = labelFor(code)
            return found.enforcement === enforcement && found.needs.includes(name)
          })
        )
        .map(capital)
      expect(`${name}: ${label}`).toBe(
        `${name}: ${TODAY.includes(name) ? labels.join(', ') : 'Not there'}`
      )
    }
  })

  it.each([...termRows, ...mechanismRows].map(row => [row.tests, row] as const))(
    'names tests and screens that are there: %s',
    (tests, { places }) => {
      const named = tests.split('<br>').map(one => /^`(test\/[\w/-]+\.test\.ts)`: (.+)$/.exec(one))
      for (const match of named) {
        expect(match, tests).not.toBeNull()
        const [, file, name] = match!
        expect(readFileSync(join(root, file!), 'utf8')).toContain(`('${name}', `)
      }
      const screens = coded(places)
      expect(screens.length).toBeGreaterThan(0)
      for (const screen of screens) {
        expect(screen).toMatch(/\.vue$/)
        expect(existsSync(join(root, 'src-renderer', screen)), screen).toBe(true)
      }
    }
  )

  it('names the code of each mechanism that is there', () => {
    for (const { name, code } of mechanismRows) {
      expect(code.length, name).toBe(TODAY.includes(name) ? 1 : 0)
      for (const file of code) expect(existsSync(join(root, file)), file).toBe(true)
    }
  })

  it('says that the terms are edited where they are, and no others', () => {
    const edited = termRows
      .filter(({ places }) => places.includes('TermsEditor.vue'))
      .flatMap(({ codes }) => codes)
    const offered = Object.values(ACTION_FAMILIES).flat()
    expect(edited.filter(code => (actions as string[]).includes(code)).sort()).toEqual(
      [...offered].sort()
    )
    // Sale; passing on, giving away and letting others use; use for a commercial purpose.
    expect(PROHIBITIONS).toEqual(['sell', 'pass-on', 'commercial'])
    expect(edited.filter(code => code.startsWith('no-')).sort()).toEqual(
      ['sell', 'distribute', 'give', 'grantUse', 'use'].map(action => `no-${action}`).sort()
    )
  })

  it('says where all terms are shown in words', () => {
    for (const screen of [
      'sharing/TermsPreview',
      'sharing/ShareCard',
      'received/OfferPreview',
      'received/ReceivedCard'
    ]) {
      const text = readFileSync(join(root, `src-renderer/screens/${screen}.vue`), 'utf8')
      expect(text, screen).toContain('<TermList :terms=')
    }
    for (const screen of ['sharing/ShareForm', 'sharing/NarrowDialog', 'received/PassOnDialog']) {
      const text = readFileSync(join(root, `src-renderer/screens/${screen}.vue`), 'utf8')
      expect(text, screen).toContain('<TermsBeside')
    }
    const beside = join(root, 'src-renderer/screens/sharing/TermsBeside.vue')
    expect(readFileSync(beside, 'utf8')).toContain('<TermsPreview')
    const list = readFileSync(join(root, 'src-renderer/parts/TermLine.vue'), 'utf8')
    expect(list).toContain('terms.enforcement.')
    expect(list).toContain('line.why')
  })
})
