import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { canonicalCharset, decode, detectCharset } from '../../src-main/contacts/charset'
import { readCard } from './read-all'

const SAMPLES: [charset: string, locale: string, text: string][] = [
  [
    'gb18030',
    'zh-CN',
    '姓名,手机,电子邮件\r\n张伟,13800138000,zhang@example.cn\r\n李娜,139,li@example.cn'
  ],
  [
    'big5',
    'zh-TW',
    '姓名,行動電話,電子郵件\r\n陳志明,0912345678,chen@example.tw\r\n林美惠,09,lin@example.tw'
  ],
  [
    'shift_jis',
    'ja',
    '姓,名,会社,電話番号\r\n佐藤,健太,株式会社サンプル,03-1234\r\n鈴木,はなこ,テスト,03'
  ],
  ['euc-kr', 'ko', '이름,전화,회사\r\n김민수,010-1234,주식회사 예제\r\n이영희,010,서울대학교'],
  [
    'windows-1252',
    'de',
    'Vorname,Nachname,Straße\r\nJürgen,Müller,Königstraße\r\nRenée,Strauß,Weg'
  ],
  ['windows-1251', 'ru', 'Имя,Фамилия,Телефон\r\nИван,Петров,+7\r\nОльга,Сидорова,+7'],
  ['windows-1253', 'el', 'Όνομα,Επώνυμο\r\nΓιώργος,Παπαδόπουλος\r\nΜαρία,Ιωάννου'],
  ['windows-1250', 'pl', 'Imię,Nazwisko\r\nŁukasz,Wiśniewski\r\nZofia,Dąbrowska']
]

describe('the charset of a file', () => {
  it('is guessed by content and language, and the right one read back', () => {
    for (const [charset, locale, text] of SAMPLES) {
      const bytes = iconv.encode(text, charset)
      const found = detectCharset(bytes, { locale })
      expect([locale, found.charset, found.source]).toEqual([locale, charset, 'guess'])
      expect(decode(bytes, found.charset)).toBe(text)
      expect(found.alternatives.map(one => one.charset)).not.toContain(charset)
    }
  })

  it('is guessed without a hint for the scripts that look like nothing else', () => {
    for (const [charset, , text] of SAMPLES.filter(([name]) => name !== 'windows-1250'))
      expect(detectCharset(iconv.encode(text, charset)).charset).toBe(charset)
  })

  it('offers the other readings, the likeliest first', () => {
    const bytes = iconv.encode('张伟,李娜,王芳', 'gb18030')
    const { charset, alternatives } = detectCharset(bytes, { locale: 'zh-TW' })
    expect([charset, ...alternatives.slice(0, 2).map(one => one.charset)]).toContain('gb18030')
    for (let index = 1; index < alternatives.length; index++)
      expect(alternatives[index - 1]!.confidence).toBeGreaterThanOrEqual(
        alternatives[index]!.confidence
      )
  })

  it('is not taken for UTF-16 for the zero bytes in the values of a vCard', () => {
    const text = `BEGIN:VCARD\r\nVERSION:4.0\r\nUID:${'u\0n'.repeat(8)}\r\nFN:Bob\r\nEND:VCARD\r\n`
    for (const before of ['', '\r\n']) {
      const bytes = Buffer.from(before + text)
      expect(detectCharset(bytes)).toMatchObject({ charset: 'utf-8' })
    }
    const wide = Buffer.from(text.replaceAll('\0', ''), 'utf16le')
    expect(detectCharset(wide)).toMatchObject({ charset: 'utf-16le' })
  })

  it('is known by its mark, by zero bytes, or by being valid', () => {
    const text = 'BEGIN:VCARD\r\nFN:爱丽丝\r\nEND:VCARD\r\n'
    expect(detectCharset(Buffer.from('\ufeff' + text))).toMatchObject({
      charset: 'utf-8',
      source: 'bom'
    })
    expect(detectCharset(Buffer.from(text))).toMatchObject({ charset: 'utf-8', source: 'utf8' })
    expect(detectCharset(Buffer.from('plain'))).toMatchObject({ charset: 'utf-8', source: 'ascii' })
    for (const charset of ['utf-16le', 'utf-16be']) {
      const marked = iconv.encode(text, charset, { addBOM: true })
      const bare = iconv.encode(text, charset, { addBOM: false })
      expect(detectCharset(marked)).toMatchObject({ charset, source: 'bom' })
      expect(detectCharset(bare)).toMatchObject({ charset, source: 'utf16' })
      expect(decode(marked, charset)).toBe(text)
    }
  })

  it('is what the file declares when it is not UTF-8', () => {
    const text = 'BEGIN:VCARD\r\nN;CHARSET=SHIFT_JIS:安藤\r\nEND:VCARD\r\n'
    const found = detectCharset(iconv.encode(text, 'shift_jis'))
    expect(found).toMatchObject({ charset: 'shift_jis', source: 'declared' })
  })

  it('is UTF-8 although the sample ends within a character', () => {
    const bytes = Buffer.from('姓名'.repeat(100))
    expect(detectCharset(bytes.subarray(0, bytes.length - 1))).toMatchObject({ source: 'utf8' })
  })

  it('may be ISO-2022-JP, whose bytes look like ASCII', () => {
    const bytes = Buffer.from('1b2442304246231b284220546f7563686f', 'hex')
    expect(decode(bytes, 'ISO-2022-JP')).toBe('安藤 Toucho')
    const file = Buffer.concat([
      Buffer.from('BEGIN:VCARD\r\nN;CHARSET=ISO-2022-JP:'),
      bytes,
      Buffer.from('\r\nEND:VCARD\r\n')
    ])
    expect(readCard(file).name!.components).toEqual([{ kind: 'surname', value: '安藤 Toucho' }])
  })

  it('has a canonical name, and none if it is not one', () => {
    expect(canonicalCharset('ISO-8859-1')).toBe('windows-1252')
    expect(canonicalCharset('"GBK"')).toBe('gb18030')
    expect(canonicalCharset('UTF8')).toBe('utf-8')
    for (const label of ['murks', 'constructor', '__proto__', 'base64', 'hex', ''])
      expect(canonicalCharset(label)).toBeUndefined()
  })
})
