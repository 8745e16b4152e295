/**
 * One header cell → what the column means. Three steps, from sure to guessed: the numbered headers
 * of Google (`E-mail 1 - Value`), whole words of `word.ts`, then patterns for compound headers
 * (context + feature + kind, in any of the languages). No step looks at other columns.
 */
import type { FieldContext, PhoneFeature } from './field'
import { getOwn } from '../own'
import { HEADER_WORDS, SERVICES, type OpenField } from './word'

export interface HeaderMeaning {
  field: OpenField
  slot: string
  context?: FieldContext
  feature?: PhoneFeature
  label?: string
  confidence: number
}

const CJK = '\\u3040-\\u30ff\\u3400-\\u9fff\\uff66-\\uff9f'
const SPACE_BY_CJK = new RegExp(`(?<=[${CJK}]) | (?=[${CJK}])`, 'g')

/** Lower case, words apart, no punctuation; no spaces next to Chinese or Japanese characters. */
export function normalHeader(header: string): string {
  return header
    .normalize('NFKC')
    .replace(/([a-zà-ÿ])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\be mail/g, 'email')
    .trim()
    .replace(SPACE_BY_CJK, '')
}

const WORDS = new Map(HEADER_WORDS.map(([word, field]) => [normalHeader(word), field]))

const NUMBERED = /^(e-mail|phone|address|website|im|relation|event|organization) (\d+) - (.+)$/i

const GOOGLE: Record<string, OpenField> = {
  'e-mail type': 'email.label',
  'e-mail label': 'email.label',
  'e-mail value': 'email',
  'phone type': 'phone.label',
  'phone label': 'phone.label',
  'phone value': 'phone',
  'website type': 'link.label',
  'website label': 'link.label',
  'website value': 'link',
  'im type': 'im.label',
  'im label': 'im.label',
  'im service': 'im.service',
  'im value': 'im',
  'relation type': 'relation.label',
  'relation label': 'relation.label',
  'relation value': 'relation',
  'event type': 'event.label',
  'event label': 'event.label',
  'event value': 'event',
  'address type': 'address.label',
  'address label': 'address.label',
  'address formatted': 'address.full',
  'address street': 'address.street',
  'address extended address': 'address.extended',
  'address po box': 'address.postOfficeBox',
  'address city': 'address.locality',
  'address region': 'address.region',
  'address postal code': 'address.postcode',
  'address country': 'address.country',
  'organization name': 'org.name',
  'organization title': 'org.title',
  'organization department': 'org.unit'
}

const WORK =
  /\b(work|business|company|office|gesch[aä]ftlich|dienstlich|firma|professionnel|bureau)\b|商务|商務|公司|单位|單位|办公|辦公|会社|勤務先|工作/
const PRIVATE = /\b(home|personal|private?|domicile|personnel)\b|住宅|住家|居住|家庭|自宅|个人|個人/
const OTHER = /\b(other|weiter\w*|andere|alternate|autre|otro)\b|其他|其它|その他/

/** Compound headers that name something else than they seem to, such as the type of an address. */
const NOT_A_FIELD =
  /\b(type|typ|angezeigter|display name|manager|supervisor|vorgesetzten|id|free busy|format|symbol)\b|assistants? s? ?name|类型|類型|の種類|显示名|顯示名|表示名|经理|主管|秘書の氏名|助理的姓名|忙闲|忙碌|フリガナ|証|证/

type Pattern = [RegExp, OpenField, PhoneFeature?]

/** First match wins, so the narrow ones come first. */
const PATTERNS: Pattern[] = [
  [/\bpo box\b|postfach|地址邮箱|郵政信箱|私書箱/, 'address.postOfficeBox'],
  [/\be ?mails?\b|\bmail\b|courriel|correo|邮箱|邮件|電子郵件|郵件地址|メール|电邮/, 'email'],
  [/fax|传真|傳真|ファックス/, 'phone', 'fax'],
  [/\bpager|寻呼|呼叫器|ポケットベル/, 'phone', 'pager'],
  [/\btty|\btdd\b|hörbehinderte/, 'phone', 'textphone'],
  [
    /\b(mobiles?|mobil\w*|cell\w*|handy|portable|móvil)\b|手机|手機|移动电话|行動電話|携帯/,
    'phone',
    'mobile'
  ],
  [
    /postal ?code|postcode|\bzip|plz\b|postleitzahl|\bpin code\b|邮政编码|邮编|郵遞區號|郵便番号/,
    'address.postcode'
  ],
  [/bundesland|kanton/, 'address.region'],
  [/country|\bland( region)?\b|\bpays\b|国家|國家|^国(会社|自宅|その他)/, 'address.country'],
  [/\b(state|province|region|county)\b|省|自治区|都道府県|縣市/, 'address.region'],
  [
    /\b(city|town|ort|wohnort|stadt|ville)\b|\w+ort$|weiterer ort|市县|市鎮|市町村|城市/,
    'address.locality'
  ],
  [/street|straße|strasse|街|番地|^住所\d/, 'address.street'],
  [/\bvideo phone|phone video/, 'phone', 'video'],
  [
    /\b(phones?|telephone|telefono|téléphone|rufnummer|tel)\b|telefon|电话|電話|座机|联系方式/,
    'phone'
  ],
  [/\baddress\b|\badresse\b|anschrift|地址|住址|住所/, 'address?'],
  [/\bweb ?(site|page)|homepage|webseite|\burl\b|网址|主页|網頁|网页|ホームページ/, 'link'],
  [/geburtstag|birthday|生日|誕生日/, 'birthday']
]

/** Phones whose header says more than a context and a feature can hold: the header is the label. */
const SPECIAL_PHONE =
  /\b(assistants?|assistent|car|radio|callback|rückmeldung|isdn|primary|haupttelefon|autotelefon|yahoo)\b|助理|秘書|回电|回撥|コールバック|车载|汽車|自動車|无绳|無線|代表電話|主要电话|通常/

const LONGEST_HEADER = 60

/** What a header cell means by itself, or nothing if no word of it is known. */
export function recogniseHeader(header: string): HeaderMeaning | undefined {
  if (header.length > LONGEST_HEADER) return undefined
  const numbered = NUMBERED.exec(header)
  if (numbered) {
    const [, family, slot, part] = numbered
    const field = getOwn(GOOGLE, `${family} ${part}`.toLowerCase())
    return { field: field ?? 'keep', slot: slot!, confidence: 1 }
  }
  const normal = normalHeader(header)
  if (normal === '' || normal.split(' ').length > 6) return undefined
  return wholeWord(normal, header) ?? service(normal) ?? compound(normal, header)
}

function wholeWord(normal: string, header: string): HeaderMeaning | undefined {
  const number = /\d+$/.exec(normal)?.[0] ?? ''
  const field =
    WORDS.get(normal) ??
    WORDS.get(normal.replace(/ /g, '')) ??
    WORDS.get(normal.slice(0, normal.length - number.length).trim())
  if (field === undefined) return undefined
  if (field === 'phone') return { ...phone(normal, header), confidence: 0.95 }
  if (field === 'relation') return { field, slot: normal, label: 'spouse', confidence: 0.95 }
  const slot = field.startsWith('address') ? '' : number
  return { field, slot, confidence: 0.95 }
}

function service(normal: string): HeaderMeaning | undefined {
  const name = normal
    .replace(/^im /, '')
    .replace(/( (id|im|address))$/, '')
    .trim()
  const label = getOwn(SERVICES, name) ?? getOwn(SERVICES, name.replace(/ /g, ''))
  if (label === undefined) return undefined
  return { field: 'im', slot: normal, label, confidence: 0.9 }
}

function compound(normal: string, header: string): HeaderMeaning | undefined {
  if (NOT_A_FIELD.test(normal)) return { field: 'keep', slot: '', confidence: 0.8 }
  const pattern = PATTERNS.find(([expression]) => expression.test(normal))
  if (pattern === undefined) return undefined
  const [, field] = pattern
  if (field === 'phone') return { ...phone(normal, header), confidence: 0.8 }
  const context = contextOf(normal)
  const slot = field.startsWith('address')
    ? (context ?? (OTHER.test(normal) ? 'other' : ''))
    : normal
  return { field, slot, ...(context && { context }), confidence: 0.8 }
}

function phone(normal: string, header: string): Omit<HeaderMeaning, 'confidence'> {
  const context = contextOf(normal)
  const feature = PATTERNS.find(([expression, , kind]) => kind && expression.test(normal))?.[2]
  const main = /company main|telefon firma|单位主要电话|会社代表|公司代表/.test(normal)
  return {
    field: 'phone',
    slot: normal,
    ...(context && { context }),
    ...((feature ?? main) && { feature: feature ?? 'main-number' }),
    ...(!main && SPECIAL_PHONE.test(normal) && { label: header.trim() })
  }
}

function contextOf(normal: string): FieldContext | undefined {
  if (WORK.test(normal)) return 'work'
  return PRIVATE.test(normal) ? 'private' : undefined
}
