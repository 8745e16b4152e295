/**
 * Headers by which the files of known programs are told apart, most particular first, and the columns
 * whose header means something else there than anywhere else.
 */
import type { ContactField } from './field'

export interface Signature {
  id: string
  name: string
  /** All of these, in lower case, are in the header. */
  headers: string[]
  /** Header in lower case → meaning in this program's files. */
  fields?: Record<string, ContactField>
}

const OUTLOOK_EN: Record<string, ContactField> = { location: 'keep', title: 'name.prefix' }

export const SIGNATURES: Signature[] = [
  {
    id: 'google',
    name: 'Google Contacts',
    headers: ['first name', 'last name', 'organization name', 'labels'],
    fields: { 'name prefix': 'name.prefix', 'file as': 'keep', name: 'name.full' }
  },
  {
    id: 'google-old',
    name: 'Google Contacts (until 2024)',
    headers: ['given name', 'family name', 'yomi name', 'group membership'],
    fields: { location: 'keep', name: 'name.full' }
  },
  {
    id: 'linkedin',
    name: 'LinkedIn',
    headers: ['first name', 'last name', 'company', 'position', 'connected on']
  },
  {
    id: 'yahoo',
    name: 'Yahoo',
    headers: ['first', 'last', 'email', 'yahoo! id'],
    fields: {
      home: 'phone',
      work: 'phone',
      other: 'phone',
      primary: 'keep',
      title: 'org.title',
      category: 'keywords',
      'distribution lists': 'keep',
      'yahoo! id': 'im'
    }
  },
  {
    id: 'outlook-com',
    name: 'Outlook.com',
    headers: ['first name', 'e-mail address', 'given yomi', 'surname yomi', 'personal web page'],
    fields: OUTLOOK_EN
  },
  {
    id: 'roundcube',
    name: 'Roundcube',
    headers: ['display name', 'email home', 'email work', 'home phone'],
    fields: { ...OUTLOOK_EN, 'maiden name': 'keep' }
  },
  {
    id: 'outlook-en',
    name: 'Outlook (English)',
    headers: ['first name', 'last name', 'e-mail address', 'business phone'],
    fields: { ...OUTLOOK_EN, name: 'name.full' }
  },
  {
    id: 'outlook-de',
    name: 'Outlook (German)',
    headers: ['vorname', 'nachname', 'e-mail-adresse', 'telefon geschäftlich'],
    fields: { ort: 'keep', privat: 'keep' }
  },
  {
    id: 'windows-live-mail-de',
    name: 'Windows Live Mail (German)',
    headers: ['vorname', 'nachname', 'e-mail-adresse', 'telefon (geschäftlich)']
  },
  {
    id: 'outlook-ja',
    name: 'Outlook (Japanese)',
    headers: ['名', '姓', '電子メール アドレス', '会社電話'],
    fields: { 場所: 'keep' }
  },
  {
    id: 'outlook-zh-cn',
    name: 'Outlook (Simplified Chinese)',
    headers: ['名', '姓', '电子邮件地址', '商务电话'],
    fields: { 地点: 'keep' }
  },
  {
    id: 'outlook-zh-tw',
    name: 'Outlook (Traditional Chinese)',
    headers: ['名字', '姓氏', '電子郵件地址', '商務電話'],
    fields: { 地點: 'keep', 稱謂: 'name.suffix', 助理: 'keep' }
  },
  {
    id: 'thunderbird',
    name: 'Thunderbird',
    headers: ['first name', 'last name', 'display name', 'primary email']
  },
  {
    id: 'thunderbird-de',
    name: 'Thunderbird (German)',
    headers: ['vorname', 'nachname', 'anzeigename', 'primäre e-mail-adresse']
  },
  {
    id: 'netease-163',
    name: 'NetEase 163',
    headers: ['姓名', '邮件地址', '移动电话', '备用邮箱1']
  },
  { id: 'foxmail', name: 'Foxmail', headers: ['名', '姓', '电子邮件地址', '手机'] },
  { id: 'wecom', name: 'WeCom', headers: ['姓名', '微信号', '手机号', '所在部门'] }
]
