import { describe, expect, it } from 'vitest'
import { CHARSET_CANDIDATES, UNICODE_CHARSETS } from '../../src-main/contacts'
import { CONTACT_FIELDS } from '../../src-main/contacts/csv'
import { SIGNATURES } from '../../src-main/contacts/csv/signature'
import type { ImportFile, ImportJob, ReviewRow } from '../../src-renderer/contract'
import { hasText, setLocale } from '../../src-renderer/locale'
import { FIELDS } from '../../src-renderer/screens/imports/fields'
import {
  ACTIONS,
  earlierRow,
  isFixed,
  tickGroups,
  toggled
} from '../../src-renderer/screens/imports/row-actions'
import {
  isUnfinished,
  needsAttention,
  needsMapping,
  ownFiles,
  stepOf
} from '../../src-renderer/screens/imports/steps'
import {
  charsetName,
  columnName,
  daysLeft,
  fieldName,
  layoutText,
  namesOf,
  nameOf,
  problemOf,
  reasonsOf
} from '../../src-renderer/screens/imports/words'

function file(change: Partial<ImportFile> = {}): ImportFile {
  return {
    index: 0,
    name: 'friends.vcf',
    bytes: 10,
    format: 'vcard',
    charset: 'utf-8',
    charsetFound: 'utf8',
    charsets: [],
    records: 3,
    problems: 0,
    ...change
  }
}

function job(phase: ImportJob['phase'], files: ImportFile[] = [file()]): ImportJob {
  return {
    id: 'one',
    phase,
    files,
    started: '2026-11-20T10:00:00.000Z',
    progress: { done: 0, total: 0 },
    counts: { total: 0, created: 0, updated: 0, merged: 0, skipped: 0, failed: 0 },
    kinds: { new: 0, update: 0, same: 0, duplicate: 0, problem: 0 }
  }
}

const layout = (id: string) => ({ id, name: 'Some program', confidence: 0.3, columns: [] })

describe('the steps of an import', () => {
  it('go straight to the review when nothing about the files is in doubt', () => {
    expect(stepOf(job('review'), null)).toBe('review')
  })

  it('begin at the files when a charset was guessed or columns are not known', () => {
    expect(stepOf(job('review', [file({ charsetFound: 'guess' })]), null)).toBe('files')
    expect(stepOf(job('mapping', [file({ layout: layout('unknown') })]), null)).toBe('files')
  })

  it('are where the person wants to be only before anything is written', () => {
    expect(stepOf(job('review'), 'terms')).toBe('terms')
    expect(stepOf(job('writing'), 'terms')).toBe('saving')
    expect(stepOf(job('paused'), 'files')).toBe('saving')
    for (const phase of ['done', 'cancelled', 'undone', 'failed'] as const) {
      expect(stepOf(job(phase), 'review')).toBe('report')
    }
  })

  it('ask for columns until somebody has confirmed them, and never of a file that failed', () => {
    const failure = { code: 'FILE_UNREADABLE', message: '', details: {} } as const
    expect(needsMapping(file({ layout: layout('unknown') }))).toBe(true)
    expect(needsMapping(file({ layout: layout('chosen') }))).toBe(false)
    expect(needsMapping(file({ layout: layout('unknown'), failure }))).toBe(false)
    expect(needsAttention(file({ charsetFound: 'guess', records: 0 }))).toBe(false)
  })

  it('are over for a job that nothing more happens to', () => {
    expect(isUnfinished(job('paused'))).toBe(true)
    expect(isUnfinished(job('undone'))).toBe(false)
  })
})

describe('what happens with a row', () => {
  it('is never a merge by ticking alone', () => {
    for (const [first] of Object.values(ACTIONS)) expect(first).not.toBe('merge')
  })

  it('is skipped and taken up again by the same key', () => {
    expect(toggled({ kind: 'update', action: 'update' })).toBe('skip')
    expect(toggled({ kind: 'update', action: 'skip' })).toBe('update')
    expect(toggled({ kind: 'duplicate', action: 'merge' })).toBe('skip')
  })

  it('is fixed for what is here already and for what cannot be read', () => {
    expect(isFixed('same')).toBe(true)
    expect(isFixed('problem')).toBe(true)
    expect(isFixed('new')).toBe(false)
  })

  it('is chosen in one call for each action when many are ticked', () => {
    const rows = [
      { index: 4, kind: 'new' },
      { index: 5, kind: 'same' },
      { index: 6, kind: 'update' },
      { index: 7, kind: 'duplicate' },
      { index: 8, kind: 'problem' }
    ] as const
    expect([...tickGroups([...rows])]).toEqual([
      ['create', [4, 7]],
      ['update', [6]]
    ])
  })

  it('tells an earlier row of the same import from a contact of the space', () => {
    const match = { name: '', degree: 'likely', reasons: [] } as const
    expect(earlierRow({ ...match, reasons: [], id: 'row:12' })).toBe(12)
    expect(earlierRow({ ...match, reasons: [], id: '018f' })).toBeNull()
  })
})

describe('the words of the import', () => {
  it('offer exactly the fields that the reader of columns knows', () => {
    expect([...FIELDS].sort()).toEqual([...CONTACT_FIELDS, 'ignore'].sort())
  })

  it.each(['en', 'zh-CN'] as const)('know all fields, charsets and programs in %s', locale => {
    setLocale(locale)
    for (const field of FIELDS) expect(fieldName(field), field).not.toBe(field)
    for (const charset of [...CHARSET_CANDIDATES, ...UNICODE_CHARSETS]) {
      expect(charsetName(charset), charset).not.toBe(charset)
    }
    for (const { id } of SIGNATURES) expect(hasText(`imports.layouts.${id}`), id).toBe(true)
  })

  it('show a code that they do not know rather than nothing', () => {
    setLocale('en')
    expect(charsetName('x-klingon')).toBe('x-klingon')
    expect(fieldName('name.toString')).toBe('name.toString')
    expect(problemOf({ reason: 'new-reason', message: 'Said by the reader' })).toBe(
      'Said by the reader'
    )
    expect(problemOf({ reason: 'constructor', message: '' })).toBe('constructor')
  })

  it('say why two are alike', () => {
    setLocale('en')
    const match = { id: 'c1', name: 'Alice', degree: 'likely' as const, reasons: ['name', 'email'] }
    expect(reasonsOf(match)).toBe('Likely: same name, same e-mail')
    expect(reasonsOf({ ...match, reasons: [] })).toBe('Likely')
  })

  it('call a column by its place where its header does not tell it from others', () => {
    setLocale('en')
    expect(columnName('Phone')).toBe('Phone')
    expect(columnName('#3')).toBe('Column 3')
    expect(columnName('Phone#4')).toBe('Phone (Column 4)')
  })

  it('name an archive once and not each file that came out of it', () => {
    setLocale('en')
    const zip = file({ name: 'old.zip', format: 'zip' })
    const files = [zip, file({ index: 1, name: 'old.zip/a.vcf' }), file({ index: 2 })]
    expect(ownFiles(job('review', files))).toHaveLength(2)
    expect(namesOf(job('review', files))).toBe('old.zip and 1 more file')
    expect(namesOf(job('review', []))).toBe('')
  })

  it('say how the columns were found', () => {
    setLocale('en')
    expect(layoutText(file({ layout: layout('google') }))).toContain('Google Contacts')
    expect(layoutText(file({ layout: layout('unknown') }))).toContain('not known')
    expect(layoutText(file({ layout: layout('chosen') }))).toContain('As you chose')
    expect(layoutText(file({ layout: layout('brand-new') }))).toContain('Some program')
    expect(layoutText(file())).toBe('')
  })

  it('count what is left of the time to undo in days', () => {
    setLocale('en')
    const now = Date.parse('2026-11-22T12:00:00Z')
    expect(daysLeft('2026-12-22T12:00:00Z', now)).toBe('in 30 days')
    expect(daysLeft('2026-11-01T12:00:00Z', now)).toBe('in 0 days')
  })

  it('find a name for a row that has none', () => {
    const row: Pick<ReviewRow, 'name' | 'org' | 'email' | 'tel'> = {
      name: '',
      org: '',
      email: 'bob@example.org',
      tel: ''
    }
    setLocale('en')
    expect(nameOf(row)).toBe('bob@example.org')
    expect(nameOf({ ...row, email: '' })).toBe('No name')
  })
})
