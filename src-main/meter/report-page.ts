import { parseReceipt } from './receipt'
import type { ReportStatement } from './report'
import type { MeterDay } from './usage'

const OPEN = '<script type="application/json" id="report">'
const CLOSE = '</script>'

/**
 * A report as a page that needs nothing else: charts are drawn in it, both languages are in it, and so is
 * the signed statement. Equal statements give equal pages, so that a page can be checked against what is
 * signed.
 */
export function reportPage(statement: ReportStatement): string {
  const { credentialSubject: subject, issuer, validFrom } = statement
  const totals = subject['ds:totals']
  const title = both('Usage report', '使用报告')
  const facts: [string, string][] = [
    [both('Owner', '所有者'), `${escape(subject['ds:ownerName'])} <code>${escape(issuer)}</code>`],
    [both('Made', '生成时间'), escape(validFrom)],
    [both('Uses', '使用次数'), number(totals.uses)],
    [both('People', '使用者'), number(totals.people)],
    [both('Shares', '赋权'), number(totals.shares)],
    [both('Blocks served', '已传输数据块'), number(totals.blocks)],
    [both('Bytes served', '已传输字节'), number(totals.bytes)],
    [both('Needs attention', '需关注'), number(totals.attention)]
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Usage report · 使用报告</title>
<style>${STYLE}</style>
</head>
<body>
<input type="radio" name="language" id="english" checked><label for="english">English</label>
<input type="radio" name="language" id="chinese"><label for="chinese">中文</label>
<main>
<h1>${title}</h1>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>
<h2>${both('Uses by day', '每日使用次数')}</h2>
${chart(subject['ds:series'], 'uses')}
<h2>${both('Bytes served by day', '每日传输字节')}</h2>
${chart(subject['ds:series'], 'bytes')}
<h2>${both('Who used what', '使用情况')}</h2>
${rowsTable(statement)}
<h2>${both('Receipts', '计量凭证')}</h2>
${receiptsTable(statement)}
<p>${both(
    'The signed statement is in this page: datomspace verifies it offline, and so does any program that knows W3C Verifiable Credentials with eddsa-jcs-2022. Each receipt in it is signed by who used the data; what was served is the word of the owner.',
    '本页内含已签名的声明：datomspace 可离线验证，任何支持 W3C 可验证凭证（eddsa-jcs-2022）的程序亦可验证。其中每份计量凭证均由数据使用者签名；传输量由所有者陈述。'
  )}</p>
</main>
${OPEN}${JSON.stringify(statement).replaceAll('<', '\\u003c')}${CLOSE}
</body>
</html>
`
}

/** The statement in a page; null if there is none. */
export function statementIn(page: string): string | null {
  const start = page.lastIndexOf(OPEN)
  const end = page.indexOf(CLOSE, start)
  return start === -1 || end === -1 ? null : page.slice(start + OPEN.length, end)
}

function rowsTable({ credentialSubject: subject }: ReportStatement): string {
  const head = [
    both('Person', '使用者'),
    both('Share', '赋权'),
    both('Uses', '使用次数'),
    both('Left', '剩余'),
    both('Last use', '最近使用'),
    both('Blocks', '数据块'),
    both('State', '状态')
  ]
  const body = subject['ds:rows'].map(row => [
    `${escape(row.name)} <code>${escape(row.did)}</code>`,
    escape(row.label),
    number(row.uses),
    row.left === null ? '–' : number(row.left),
    escape(row.lastUse ?? '–'),
    number(row.blocks),
    stateWords(row.state, row.faults)
  ])
  return table(head, body)
}

function receiptsTable({ credentialSubject: subject }: ReportStatement): string {
  const labels = new Map(subject['ds:shares'].map(({ grant, label }) => [grant, label]))
  const names = new Map(subject['ds:rows'].map(({ did, name }) => [did, name]))
  const head = [
    '#',
    both('Person', '使用者'),
    both('Share', '赋权'),
    both('Action', '行为'),
    both('Datoms', '数据资产单元'),
    both('When', '时间'),
    both('Purpose', '目的'),
    both('State', '状态')
  ]
  const body = subject['ds:receipts'].flatMap(text => {
    const [state = '', , block = ''] = text.split(' ')
    const receipt = parseReceipt(Buffer.from(block, 'base64url'))?.receipt
    if (!receipt) return []
    const { number: place, holder, grant, action, subject: datoms, at, purpose } = receipt
    return [
      [
        number(place),
        escape(names.get(holder) || holder),
        escape(labels.get(grant) ?? ''),
        escape(action),
        number(Array.isArray(datoms) ? datoms.length : datoms.count),
        new Date(at).toISOString(),
        escape(purpose ?? ''),
        stateWords(state, {})
      ]
    ]
  })
  return table(head, body)
}

function table(head: string[], body: string[][]): string {
  const line = (cells: string[], tag: string) =>
    `<tr>${cells.map(cell => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
  return `<table><thead>${line(head, 'th')}</thead><tbody>
${body.map(cells => line(cells, 'td')).join('\n')}
</tbody></table>`
}

const WIDTH = 720
const HEIGHT = 120
const LABELS = 16

function chart(series: MeterDay[], member: 'uses' | 'bytes'): string {
  const most = Math.max(1, ...series.map(day => day[member]))
  const step = Math.min(48, WIDTH / Math.max(1, series.length))
  const bars = series.map((day, at) => {
    const height = round((day[member] / most) * HEIGHT)
    const [x, y, width] = [round(at * step), round(HEIGHT - height), round(step * 0.8)]
    const said = `${escape(day.day)}: ${day[member]}`
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}"><title>${said}</title></rect>`
  })
  const [first, last] = [series[0]?.day ?? '', series.at(-1)?.day ?? '']
  const ends =
    first === last
      ? `<text x="0" y="${HEIGHT + 14}">${escape(first)}</text>`
      : `<text x="0" y="${HEIGHT + 14}">${escape(first)}</text><text x="${WIDTH}" y="${HEIGHT + 14}" text-anchor="end">${escape(last)}</text>`
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT + LABELS}" role="img">${bars.join('')}${ends}</svg>`
}

const STATES: Record<string, [string, string]> = {
  ok: ['in order', '正常'],
  'no-receipt': ['served, no receipt', '已传输但无凭证'],
  faulty: ['faulty', '凭证异常'],
  overused: ['used more often than allowed', '超次使用'],
  gap: ['receipts missing', '凭证缺失'],
  fork: ['two receipts of one number', '凭证分叉'],
  reordered: ['came out of order', '乱序'],
  repeated: ['came twice', '重复'],
  clock: ['clock is wrong', '时钟有误'],
  foreign: ['of another log', '不属于此日志'],
  dropped: ['taken back', '被撤回'],
  'too-much': ['more than is read', '超出读取上限'],
  invalid: ['not valid', '无效']
}

function stateWords(state: string, faults: Partial<Record<string, number>>): string {
  const [english, chinese] = STATES[state] ?? [state, state]
  const list = Object.entries(faults)
  const words = (language: 0 | 1) =>
    list.map(([fault, times]) => `${STATES[fault]?.[language] ?? fault}: ${times}`).join(', ')
  if (list.length === 0) return both(english, chinese)
  return both(`${english} (${words(0)})`, `${chinese}（${words(1)}）`)
}

function both(english: string, chinese: string): string {
  return `<span lang="en">${escape(english)}</span><span lang="zh-CN">${escape(chinese)}</span>`
}

function number(value: number): string {
  return String(Number(value))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escape(text: string): string {
  return String(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

const STYLE = `:root{color-scheme:light dark}
body{font:14px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:1000px;margin:24px auto;padding:0 16px}
#english:checked~main [lang=zh-CN],#chinese:checked~main [lang=en]{display:none}
h1{font-size:22px}h2{font-size:16px;margin-top:32px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}dt{opacity:.7}dd{margin:0;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #8884;vertical-align:top}
code{font-size:11px;word-break:break-all;opacity:.7}
svg{width:100%;max-width:720px}rect{fill:#3568d4}text{font-size:11px;fill:currentColor}
@media print{input,label{display:none}}`
