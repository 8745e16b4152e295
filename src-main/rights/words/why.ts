import type { Language } from '.'

/** Why a term is held up as far as it is: one sentence for each code of a label. */
const SENTENCES: Record<Language, Record<string, string>> = {
  en: {
    'key-opens-gate': 'The space that gives it serves only those who prove that they hold the key.',
    'person-opens-gate': 'The space that gives it serves only this identity.',
    'gate-checks-time': 'Nothing is served before.',
    'later-versions-locked': 'Afterwards nothing more is served, and newer versions stay locked.',
    'passed-on-ends':
      'Whoever passed it on serves nothing afterwards. Newer versions stay locked once the owner’s next key begins.',
    'only-these-are-sent': 'What is sent holds no other fields.',
    'gate-and-epochs': 'Without a valid key the data cannot be decrypted.',
    'app-checks-before-use': 'The app checks the terms each time before it does this.',
    'signed-promise': 'Part of the signed terms. It can be held against whoever breaks it.',
    'app-knows-first-use': 'The app records the first use and stops when the time is over.',
    'receipts-count-uses':
      'The app signs a receipt for each use, and refuses the one after the last.',
    'place-is-stated':
      'The holder says in which country their computer is. The app goes by that each time, and signs for it.',
    'app-serves-holder':
      'The app shows and writes for its holder alone, and checks each time that the terms let them have it.',
    'events-are-recorded':
      'Whoever gives it records when that happens, and the app goes by it each time.',
    'receipts-inform': 'The app sends the owner a signed receipt of each use.',
    'app-deletes': 'The app deletes its copy when that is due.',
    'settled-by-signatures': 'What is owed and paid is stated and acknowledged by signatures.',
    'app-asks-owner-first':
      'The app does not do it before whoever gave it has consented by signature.',
    'chain-is-verified':
      'Whoever checks the terms refuses what goes beyond those it was derived from.',
    'ask-and-settle':
      'Nothing here settles a payment. Let consent be asked for first instead, and agree on the payment before it is given.',
    'ask-for-an-action':
      'Nobody could ask for this consent. Let it be asked for before something in particular is done, such as showing or export.',
    'not-held-up-yet': 'This version does not see to it yet.'
  },
  'zh-CN': {
    'key-opens-gate': '给出数据的空间只向能证明持有密钥的人提供数据。',
    'person-opens-gate': '给出数据的空间只向这个身份提供数据。',
    'gate-checks-time': '在此之前不提供任何数据。',
    'later-versions-locked': '到期后不再提供数据，更新的版本也无法解密。',
    'passed-on-ends': '到期后转交者不再提供数据；所有者启用下一个密钥后，更新的版本无法解密。',
    'only-these-are-sent': '发送的数据不含其他字段。',
    'gate-and-epochs': '没有有效的密钥就无法解密。',
    'app-checks-before-use': '应用每次操作前都会核对条款。',
    'signed-promise': '写入已签名的条款，可据此追究违约者。',
    'app-knows-first-use': '应用会记录首次使用的时间，并在期满后停止使用。',
    'receipts-count-uses': '应用为每次使用签署凭证，次数用完后拒绝使用。',
    'place-is-stated':
      '持有者自行说明电脑所在的国家或地区；应用每次操作前据此核对，并写入签名凭证。',
    'app-serves-holder': '应用只为持有者本人显示和写出数据，每次操作前核对条款是否允许。',
    'events-are-recorded': '给出数据的一方记录事件发生的时间，应用每次操作前据此核对。',
    'receipts-inform': '应用会把每次使用的签名凭证发给所有者。',
    'app-deletes': '应用会按时删除自己的副本。',
    'settled-by-signatures': '应付与已付的款项以签名说明并确认。',
    'app-asks-owner-first': '授予方签名同意之前，应用不会执行此操作。',
    'chain-is-verified': '核验条款的人会拒绝超出原有赋权的内容。',
    'ask-and-settle': '此版本不办理付款结算。可改为“事先征得同意”，并在同意前与对方谈妥付款。',
    'ask-for-an-action': '这项同意无从征求。请改为在显示、导出等具体操作之前征得同意。',
    'not-held-up-yet': '此版本尚不支持。'
  }
}

/** The sentence for the `why` of a label; the code itself where there is none. */
export function whyOf(code: string, language: Language): string {
  return SENTENCES[language][code] ?? code
}
