import type { Dictionary } from '../en'

export const terms: Dictionary['terms'] = {
  title: '条款',
  groups: { conditions: '条件', may: '允许', mayNot: '不允许' },
  none: '这些条款不允许任何操作。',
  enforcement: { enforced: '强制', metered: '计量', declared: '承诺' },
  enforcementHint: {
    enforced: '对任何人都有效，由密钥和所有者的空间保证。',
    metered: '在未经改动的应用中有效，缺漏会被发现。',
    declared: '签名作出的承诺，软件无法强制执行。'
  },
  legend: '“强制、计量、承诺”是什么意思',
  until: '有效期至 {date}',
  untilPast: '已于 {date} 到期',
  noEnd: '长期有效',
  allFields: '每位联系人的全部字段',
  term: {
    holder: '持有密钥的任何人',
    holderPerson: '仅限 {value}',
    from: '自 {date} 起',
    fields: '仅限{fields}',
    read: '读取',
    display: '在屏幕上显示',
    index: '搜索和排序',
    extract: '摘取与导出',
    derive: '加工衍生',
    aggregate: '与其他数据汇总',
    anonymize: '匿名化处理',
    use: '使用',
    distribute: '转发给他人',
    sell: '出售',
    give: '赠与他人',
    grantUse: '授权他人使用',
    'no-read': '读取',
    'no-display': '在屏幕上显示',
    'no-index': '搜索和排序',
    'no-extract': '摘取与导出',
    'no-derive': '加工衍生',
    'no-aggregate': '与其他数据汇总',
    'no-anonymize': '匿名化处理',
    'no-use': '使用',
    'no-distribute': '转发给他人',
    'no-sell': '出售',
    'no-give': '赠与他人',
    'no-grantUse': '授权他人使用'
  },
  forPurpose: '出于{purpose}而{what}',
  purposes: {
    CommercialPurpose: '商业目的',
    CommercialResearch: '商业研究',
    Marketing: '营销目的',
    SellDataToThirdParties: '向第三方出售数据',
    SellInsightsFromData: '出售数据分析结果',
    NonCommercialPurpose: '非商业目的',
    NonCommercialResearch: '非商业研究'
  },
  why: {
    'key-opens-gate': '所有者的空间只向能证明持有密钥的人提供数据。',
    'person-opens-gate': '所有者的空间只向这个身份提供数据。',
    'gate-checks-time': '在此之前不提供任何数据。',
    'later-versions-locked': '到期后不再提供数据，更新的版本也无法解密。',
    'only-these-are-sent': '其他字段不会离开所有者的电脑。',
    'gate-and-epochs': '没有有效的密钥就无法解密。',
    'app-checks-before-use': '应用每次操作前都会核对条款。',
    'signed-promise': '写入已签名的条款，可据此追究违约者。'
  },
  fieldGroups: {
    name: '姓名',
    phones: '电话',
    emails: '邮箱',
    addresses: '地址',
    work: '公司与职务',
    dates: '生日与纪念日',
    online: '网络账号',
    photo: '照片',
    notes: '备注'
  }
}
