import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  draftOf,
  isNarrower,
  PEOPLE_TEMPLATES,
  policyOf,
  PURPOSES,
  widenings,
  wordsOf,
  type Draft
} from '../../src-main/rights'
import { termsIn } from '../../src-main/rights/term'
import {
  ACTION_FAMILIES,
  actionsOf,
  countedOf,
  countOf,
  deletesAfterwards,
  draftIn,
  fieldsOf,
  fromOf,
  OFFERED_PURPOSES,
  prohibits,
  purposeIri,
  purposeOf,
  untilOf,
  withAction,
  withCount,
  withDeletion,
  withFields,
  withFrom,
  withProhibition,
  withPurpose,
  withUntil
} from '../../src-renderer/screens/sharing/draft'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const SOON = '2026-11-23T12:00:00.000Z'
const LATER = '2026-12-24T12:00:00.000Z'
const template = (name: (typeof PEOPLE_TEMPLATES)[number]): Draft => draftOf(name, { now: NOW })
const policyIn = (draft: Draft) =>
  policyOf(draft, { kind: 'Ticket', uid: 'urn:1', assigner: 'did:key:z6Mk', target: 'urn:2' })
/** How far the sentences about a number are held up. */
const countLabels = (draft: Draft) => [
  ...new Set(
    wordsOf(policyIn(draft), 'en')
      .filter(({ text }) => text.includes('times each'))
      .map(({ enforcement }) => enforcement)
  )
]

describe('terms that are edited', () => {
  it.each(PEOPLE_TEMPLATES)('keep all of the template “%s” that was not touched', name => {
    const before = template(name)
    const same = withUntil(withFields(before, fieldsOf(before)), untilOf(before))
    expect(policyIn(same)).toEqual(policyIn(before))
    expect(draftIn(JSON.stringify(policyIn(before)))).toMatchObject({
      permission: policyIn(before).permission
    })
  })

  it('are a policy that is understood, whatever is ticked', () => {
    for (const name of PEOPLE_TEMPLATES) {
      let draft = withFrom(withUntil(template(name), LATER), SOON)
      for (const action of Object.values(ACTION_FAMILIES).flat()) {
        draft = withAction(draft, action, 'permitted')
      }
      for (const edit of [
        withCount(draft, 3),
        withCount(withCount(draft, 3), null),
        withPurpose(draft, 'CommunicationManagement'),
        withDeletion(withCount(draft, 1), 'deleted'),
        withProhibition(draft, 'pass-on', 'prohibited'),
        withProhibition(draft, 'commercial', 'left-out')
      ]) {
        expect(() => policyIn(edit)).not.toThrow()
      }
    }
  })

  it('have the end and the beginning that were chosen, in every rule', () => {
    const draft = withFrom(withUntil(template('one-look'), LATER), SOON)
    expect(untilOf(draft)).toBe(LATER)
    expect(fromOf(draft)).toBe(SOON)
    expect(untilOf(withUntil(draft, null))).toBeNull()
    expect(fromOf(withFrom(draft, null))).toBeNull()
  })

  it('count what the app counts, in a rule of its own, and no longer when that is taken back', () => {
    const counted = withCount(template('family'), 2)
    expect(countOf(counted)).toBe(2)
    expect(counted.permission).toHaveLength(2)
    expect(countedOf(counted).sort()).toEqual(['display', 'extract'])
    expect(actionsOf(counted).sort()).toEqual(actionsOf(template('family')).sort())
    const back = withCount(counted, null)
    expect(countOf(back)).toBeNull()
    expect(actionsOf(back).sort()).toEqual(actionsOf(template('family')).sort())
    expect(back.permission).toHaveLength(1)
  })

  it.each(PEOPLE_TEMPLATES)('have a number on “%s” that the app sees to, and no promise', name => {
    let draft = withCount(template(name), 3)
    expect(countLabels(draft)).toEqual(['metered'])
    for (const action of Object.values(ACTION_FAMILIES).flat()) {
      draft = withAction(draft, action, 'permitted')
      expect(countLabels(draft), action).toEqual(['metered'])
    }
    expect(countedOf(draft).sort()).toEqual(['display', 'extract'])
    const known = termsIn(policyIn(withUntil(draft, LATER))).map(({ code }) => code)
    expect(known).not.toContain('condition')
  })

  it('count reading where nothing else is permitted that the app counts', () => {
    let draft = withAction(template('family'), 'display', 'left-out')
    draft = withCount(withAction(draft, 'extract', 'left-out'), 2)
    expect(countedOf(draft).sort()).toEqual(['read'])
    expect(countLabels(draft)).toEqual(['metered'])
    draft = { permission: draft.permission.filter(rule => rule.constraint), prohibition: [] }
    draft = withAction(draft, 'print', 'permitted')
    expect(countedOf(draft).sort()).toEqual(['read'])
    expect(actionsOf(draft).sort()).toEqual(['print', 'read'])
  })

  it('an action that joins counted ones is counted where the app counts it, and else is not', () => {
    const draft = withAction(template('one-look'), 'extract', 'permitted')
    expect(countedOf(draft).sort()).toEqual(['display', 'extract'])
    const printed = withAction(template('one-look'), 'print', 'permitted')
    expect(countedOf(printed).sort()).toEqual(['display'])
    expect(printed.permission.find(rule => rule.action.includes('print'))?.action).toContain('read')
  })

  it('what is permitted is not prohibited any more, and the other way round', () => {
    const permitted = withAction(template('colleagues'), 'grantUse', 'permitted')
    expect(prohibits(permitted, 'pass-on')).toBe(false)
    expect(actionsOf(permitted)).toContain('grantUse')
    const prohibited = withProhibition(permitted, 'pass-on', 'prohibited')
    expect(prohibits(prohibited, 'pass-on')).toBe(true)
    expect(actionsOf(prohibited)).not.toContain('grantUse')
  })

  it('the copy is deleted, or not', () => {
    expect(deletesAfterwards(template('one-look'))).toBe(true)
    expect(deletesAfterwards(withDeletion(template('one-look'), 'kept'))).toBe(false)
    expect(deletesAfterwards(withDeletion(template('family'), 'deleted'))).toBe(true)
  })

  it('name a purpose, and name none again', () => {
    const draft = withPurpose(template('family'), 'AcademicResearch')
    expect(purposeOf(draft)).toBe(purposeIri('AcademicResearch'))
    expect(purposeOf(withPurpose(draft, null))).toBeNull()
  })

  it('that only lose something are narrower by the rules of rights', () => {
    const before = template('colleagues')
    const narrower = [
      withUntil(before, SOON),
      withFields(before, ['name']),
      withAction(before, 'extract', 'left-out'),
      withCount(before, 3),
      withPurpose(before, 'CommunicationManagement')
    ]
    for (const draft of narrower) {
      expect(isNarrower(policyIn(draft), policyIn(before))).toBe(true)
      expect(isNarrower(policyIn(before), policyIn(draft))).toBe(false)
    }
  })

  it('that get a number where the copy is to be deleted afterwards are narrower, not wider', () => {
    const before = policyIn(withDeletion(template('family'), 'deleted'))
    const counted = withCount(draftIn(JSON.stringify(before)), 3)
    expect(countedOf(counted).sort()).toEqual(['display', 'extract'])
    expect(widenings(policyIn(counted), before)).toEqual([])
    const fewer = withAction(withCount(draftIn(JSON.stringify(before)), 3), 'display', 'left-out')
    expect(widenings(policyIn(fewer), before)).toEqual([])
    const undone = withDeletion(counted, 'kept')
    expect(isNarrower(policyIn(undone), before)).toBe(false)
  })

  it('leave the ones before them as they were', () => {
    const before = template('one-look')
    const text = JSON.stringify(before)
    withDeletion(withCount(withAction(before, 'print', 'permitted'), 9), 'kept')
    expect(JSON.stringify(before)).toBe(text)
  })
})

describe('what there is to choose from', () => {
  it('is in the family that rights put it in', () => {
    for (const [family, actions] of Object.entries(ACTION_FAMILIES)) {
      for (const action of actions) expect(ACTIONS[action]).toBe(family)
    }
  })

  it('are purposes that rights know', () => {
    for (const purpose of OFFERED_PURPOSES) {
      expect(Object.keys(PURPOSES)).toContain(purposeIri(purpose))
    }
  })
})
