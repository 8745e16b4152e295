import type { Dictionary } from '../en'

export const terms: Dictionary['terms'] = {
  title: '条款',
  groups: {
    conditions: '给谁，给什么',
    may: '可以做什么',
    mayNot: '不可以做什么',
    duties: '必须做什么',
    about: '当事人、标的与确切名称'
  },
  allOfThese: '以上各项：',
  enforcement: { enforced: '强制', metered: '计量', declared: '承诺' },
  enforcementHint: {
    enforced: '对任何人都有效，由密钥和所有者的空间保证。',
    metered: '在未经改动的应用中有效，缺漏会被发现。',
    declared: '签名作出的承诺，软件无法强制执行。'
  },
  legend: '“强制、计量、承诺”是什么意思',
  /** As main's sentences name them; here for those who choose. */
  actions: {
    read: '读取',
    display: '在屏幕上显示',
    index: '搜索和排序',
    print: '打印',
    archive: '长期保存',
    extract: '摘取与导出',
    reproduce: '复制',
    transform: '转换格式',
    derive: '加工衍生',
    aggregate: '与其他数据汇总',
    anonymize: '匿名化处理',
    use: '使用',
    present: '公开展示',
    distribute: '转发给他人',
    transfer: '永久转让',
    sell: '出售',
    give: '赠与他人',
    grantUse: '授权他人使用'
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
  },
  oneWeek: { title: '一周', text: '可以查看全部内容，有效期七天。' },
  templates: {
    family: { title: '家人', text: '可以查看、打印和导出全部内容，长期有效。' },
    colleagues: { title: '同事', text: '可以查看、导出并与其他数据汇总，有效期 90 天。' },
    'one-look': { title: '只看一次', text: '一周内可以显示一次，之后删除副本。' },
    'until-friday': { title: '到周五为止', text: '可以查看，有效期至最近一个周五结束。' },
    'names-and-phones': { title: '仅姓名和电话', text: '只能获得姓名和电话，有效期一周。' }
  }
}
