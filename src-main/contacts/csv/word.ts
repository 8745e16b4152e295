/**
 * The header words of address books in English, German, French, Spanish, Chinese and Japanese.
 * They match whole headers, both sides normalised by `normalHeader`. Compound headers such as
 * "Business Fax" or "商务传真" are understood by the patterns of `header.ts` instead.
 */
import type { ContactField } from './field'

/** A meaning that depends on which other columns the file has; settled in `layout.ts`. */
export type OpenField = ContactField | 'title?' | 'name?' | 'salutation?' | 'given?' | 'address?'

const WORDS: Partial<Record<OpenField, string>> = {
  'name?': 'name|names|nom',
  'given?': '名|名字|名前',
  'title?': 'title',
  'salutation?': '称谓|稱謂|称呼',
  'name.full':
    'full name|fullname|display name|contact name|person|customer name|anzeigename|vollständiger name|ganzer name|nom complet|nombre completo|姓名|名称|联系人|联系人姓名|联系人名称|客户姓名|真实姓名|显示名称|顯示名稱|全名|氏名|表示名|聯絡人|連絡人',
  'name.prefix':
    'name prefix|prefix|salutation|honorific prefix|anrede|titel|英文称谓|頭銜|肩書き|civilité|tratamiento',
  'name.given':
    'first name|first|firstname|given name|given names|given|forename|vorname|prénom|prenom|nombre',
  'name.given2':
    'middle name|middle names|middle|additional name|additional names|weitere vornamen|2 vorname|zweiter vorname|中间名|中間名|ミドルネーム|deuxième prénom|segundo nombre',
  'name.surname':
    'last name|last|lastname|family name|family|surname|nachname|familienname|zuname|nom de famille|apellido|apellidos|姓|姓氏|苗字',
  'name.suffix': 'name suffix|suffix|honorific suffix|敬称|字尾|suffixe|sufijo',
  'name.phonetic.given':
    'phonetic first name|given name yomi|given yomi|phonetic given name|名前フリガナ|名フリガナ',
  'name.phonetic.given2': 'phonetic middle name|additional name yomi',
  'name.phonetic.surname':
    'phonetic last name|family name yomi|surname yomi|phonetic family name|姓フリガナ',
  nickname: 'nickname|nick name|nick|spitzname|surnom|apodo|昵称|暱稱|ニックネーム|别名',
  'org.name':
    'company|company name|organization|organisation|organization name|org|employer|firma|unternehmen|société|entreprise|empresa|compañía|公司|公司名称|公司名稱|单位|单位名称|單位|工作单位|组织|机构|企业|企业名称|会社|会社名|勤務先|business',
  'org.unit':
    'department|dept|organization department|abteilung|service|departamento|division|部门|部門|所在部门|部署|科室|所属部门',
  'org.title':
    'job title|jobtitle|organization title|position|arbeitstitel|berufsbezeichnung|funktion|fonction|puesto|cargo|职位|职务|职称|職稱|職位|職務|役職|岗位',
  'org.role': 'role|角色|rolle',
  note: 'note|notes|comment|comments|remark|remarks|memo|notiz|notizen|bemerkung|bemerkungen|kommentar|additional info|description|notas|remarques|备注|备注信息|附注|備註|備注|記事|メモ|备忘|说明|描述',
  keywords:
    'categories|category|labels|label|group membership|groups|group|tags|kategorien|kategorie|gruppen|catégories|categorías|类别|類別|分类|分類|分组|群组|群組|标签|標籤',
  birthday:
    'birthday|birth date|birthdate|date of birth|dob|bday|geburtstag|geburtsdatum|anniversaire|date de naissance|fecha de nacimiento|cumpleaños|生日|出生日期|出生年月|誕生日|生年月日',
  'birth.year': 'birth year|geburtsjahr|生日年|出生年份',
  'birth.month': 'birth month|geburtsmonat|生日月',
  'birth.day': 'birth day|生日日',
  anniversary: 'anniversary|jahrestag|hochzeitstag|wedding anniversary|纪念日|紀念日|記念日',
  photo: 'photo|photo url|avatar|头像',
  relation: 'spouse|partner|ehepartner|conjoint|cónyuge|配偶|配偶者',
  phone:
    'phone|telephone|mobile|cell|handy|mobil|telefon|tel|手机|手机号|手机号码|手機|手機號碼|电话|電話|座机|固话|callback|rückmeldung|回电话|回撥電話|コールバック|isdn|公司代表線',
  'address?':
    'address|adresse|anschrift|dirección|direccion|地址|联系地址|住址|住所|家庭地址|通讯地址|location',
  'address.street': 'street|street address|strasse|straße|rue|calle|街道',
  'address.locality': 'city|town|locality|ort|stadt|wohnort|ville|ciudad|城市|市',
  'address.region': 'state|province|region|bundesland|kanton|省|省份|州|都道府県',
  'address.postcode':
    'zip|zip code|postal code|postcode|p code|plz|postleitzahl|code postal|邮编|邮政编码|郵遞區號|郵便番号',
  'address.country': 'country|land|staat|pays|país|国家|國家|国家地区|国',
  link: 'url|website|web site|web page|webpage|homepage|home page|web|webseite|internet|linkedin|网址|主页|主页地址|个人主页|网站|網頁|网页|webページ|ホームページ',
  im: 'im address|imaddress|screen name|messenger name|messenger id'
}

/** Whole headers that look like a field and are none: their cells are kept. */
const KEPT_WORDS =
  'yomi name|initials|initialen|short name|maiden name|file as|gender|geschlecht|性别|性別|profession|beruf|职业|職業|occupation|account|konto|帐号|帐户|office location|büro|办公地点|hobby|language|sprache|company yomi|会社名フリガナ|private|privat|priority|primary|distribution lists|mailing|information|internet free busy|internet frei gebucht|internet忙闲|children|kinder|referred by|connected on|telex|telix|电报|電報|テレックス'

/** Pairs of a header as written above and its meaning. */
export const HEADER_WORDS: readonly (readonly [word: string, field: OpenField])[] = [
  ...Object.entries(WORDS),
  ['keep', KEPT_WORDS] as const
].flatMap(([field, words]) => words.split('|').map(word => [word, field as OpenField] as const))

/** Services that name a column of instant messaging, as written in it → as written in a card. */
export const SERVICES: Readonly<Record<string, string>> = {
  aim: 'AIM',
  icq: 'ICQ',
  msn: 'MSN',
  qq: 'QQ',
  qq号: 'QQ',
  irc: 'IRC',
  skype: 'Skype',
  yahoo: 'Yahoo',
  jabber: 'Jabber',
  google: 'Google Talk',
  'google talk': 'Google Talk',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  signal: 'Signal',
  wechat: 'WeChat',
  weixin: 'WeChat',
  微信: 'WeChat',
  微信号: 'WeChat',
  twitter: 'Twitter',
  line: 'LINE'
}
