import { parseJson, verify } from '../identity'
import { readReceipt, type Receipt } from './receipt'
import { REPORT_TYPE, type ReportStatement } from './report'
import { reportPage, statementIn } from './report-page'
import type { ReportCheck, ReportVerdict } from './usage'

/** States in which a receipt does not tell of a use. */
const NO_USE = ['repeated', 'foreign', 'invalid']

/**
 * Checks a usage report offline: JSON, or the page that carries it. Never throws. What is checked: that
 * its owner signed all of it; that each receipt in it is signed by who used the data, under a grant that
 * the report names, and is there once; that the sums are those of the receipts; and that a page shows
 * what is signed in it. That no receipt was left out only the holders can tell, by their counter-signatures.
 */
export function verifyReport(text: string): ReportVerdict {
  const checks: ReportCheck[] = []
  const verdict: ReportVerdict = {
    valid: false,
    uses: 0,
    receipts: 0,
    people: 0,
    faulty: 0,
    checks
  }
  const check = (name: ReportCheck['name'], fault: string | null, ok: string): boolean => {
    checks.push({ name, ok: fault === null, message: fault ?? ok })
    if (fault !== null) verdict.fault ??= fault
    return fault === null
  }
  const isPage = /^\s*<!doctype html>/i.test(text)
  const source = isPage ? statementIn(text) : text
  const statement = source === null ? null : reportIn(source)
  if (!check('form', statement ? null : 'This is no usage report', 'It is a usage report')) {
    return verdict
  }
  const report = statement!
  try {
    const { credentialSubject: subject } = report
    const result = verify(report, { proofPurpose: 'assertionMethod' })
    const isSigned = result.verified && result.issuer === subject.id
    const fault = result.verified ? 'It is about somebody else than its signer' : result.message
    check('signature', isSigned ? null : fault, 'Its owner signed it, and nothing was changed')
    const read = receiptsOf(report)
    check('receipts', read.fault, `Each of ${read.receipts.length} receipts is signed by its user`)
    check('sums', sumsFault(report, read.receipts), 'The sums are those of the receipts')
    if (isPage) {
      const isSame = reportPage(report) === text
      const message = 'The page shows something else than what is signed in it'
      check('page', isSame ? null : message, 'The page shows what is signed in it')
    }
    const { from, to } = subject['ds:filter']
    verdict.owner = report.issuer
    verdict.created = report.validFrom
    if (from !== undefined) verdict.from = from
    if (to !== undefined) verdict.to = to
    verdict.receipts = read.receipts.length
    verdict.uses = read.receipts.filter(isUse).length
    verdict.people = new Set(read.receipts.map(({ receipt }) => receipt.holder)).size
    verdict.faulty = read.receipts.filter(({ state }) => state !== 'ok').length
  } catch {
    // Whatever a hostile report makes of the shapes in it, it is not one that we wrote.
    check('form', 'Something in it is malformed', '')
  }
  verdict.valid = checks.every(({ ok }) => ok)
  return verdict
}

/** Whether a file is meant to be a usage report, as JSON or as a page. */
export function isReport(text: string): boolean {
  return /^\s*<!doctype html>/i.test(text) || text.includes(`"${REPORT_TYPE}"`)
}

interface StatedReceipt {
  state: string
  receipt: Receipt
  hash: string
}

function reportIn(text: string): ReportStatement | null {
  try {
    // Through text, since the checked copy has no prototypes.
    const value = JSON.parse(JSON.stringify(parseJson(text))) as ReportStatement & { type: unknown }
    const subject = value.credentialSubject
    const isReport =
      Array.isArray(value.type) &&
      value.type.includes(REPORT_TYPE) &&
      typeof subject === 'object' &&
      subject !== null &&
      Array.isArray(subject['ds:receipts']) &&
      Array.isArray(subject['ds:rows']) &&
      Array.isArray(subject['ds:shares']) &&
      Array.isArray(subject['ds:series']) &&
      typeof subject['ds:totals'] === 'object' &&
      typeof subject['ds:filter'] === 'object'
    return isReport ? value : null
  } catch {
    return null
  }
}

function receiptsOf({ credentialSubject: subject }: ReportStatement): {
  receipts: StatedReceipt[]
  fault: string | null
} {
  const grants = new Set(subject['ds:shares'].map(({ grant }) => grant))
  const seen = new Set<string>()
  const receipts: StatedReceipt[] = []
  for (const [at, text] of subject['ds:receipts'].entries()) {
    const [state = '', , block = ''] = text.split(' ')
    const signed = readReceipt(Buffer.from(block, 'base64url'))
    if (!signed) return { receipts, fault: `Receipt ${at + 1} is not signed by its user` }
    const { receipt, hash } = signed
    if (!grants.has(receipt.grant)) {
      return { receipts, fault: `Receipt ${at + 1} is for a grant that the report does not name` }
    }
    if (seen.has(hash) && !NO_USE.includes(state)) {
      return { receipts, fault: `Receipt ${at + 1} is there twice` }
    }
    seen.add(hash)
    receipts.push({ state, receipt, hash })
  }
  return { receipts, fault: null }
}

function sumsFault({ credentialSubject: subject }: ReportStatement, receipts: StatedReceipt[]) {
  const shareOf = new Map(subject['ds:shares'].map(({ id, grant }) => [grant, id]))
  const counted = new Map<string, number>()
  const add = (key: string) => counted.set(key, (counted.get(key) ?? 0) + 1)
  for (const stated of receipts.filter(isUse)) {
    const { grant, holder, action } = stated.receipt
    const key = `${shareOf.get(grant)} ${holder}`
    add(key)
    add(`${key} ${action}`)
  }
  let total = 0
  const keys = new Set<string>()
  for (const { shareId, did, uses, byAction, label } of subject['ds:rows']) {
    const key = `${shareId} ${did}`
    const actions = Object.entries(byAction)
    const isRight =
      !keys.has(key) &&
      uses === (counted.get(key) ?? 0) &&
      actions.every(([action, times]) => times === (counted.get(`${key} ${action}`) ?? 0)) &&
      actions.reduce((sum, [, times]) => sum + times, 0) === uses
    if (!isRight)
      return `The uses of ${did || 'somebody'} under "${label}" are not those signed for`
    keys.add(key)
    total += uses
  }
  const isWhole = total === receipts.filter(isUse).length && subject['ds:totals'].uses === total
  const byDay = subject['ds:series'].reduce((sum, { uses }) => sum + uses, 0)
  return isWhole && byDay === total ? null : 'The total is not that of the receipts'
}

function isUse({ state, receipt }: StatedReceipt): boolean {
  return !NO_USE.includes(state) && receipt.action !== 'delete'
}
