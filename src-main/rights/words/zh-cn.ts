import type { Wording } from './wording'

const UNITS = { days: '天', hours: '小时', minutes: '分钟', seconds: '秒' }
const countries = new Intl.DisplayNames('zh-CN', { type: 'region' })

const some = (names: string) => `以下之一：${names}`

export const zhCN: Wording = {
  holder: (kind, assignee) => {
    if (kind === 'Ticket') return '适用于持有密钥的任何人。'
    return kind === 'Agreement' ? `仅适用于 ${assignee}。` : '这是报价，尚未授予任何人。'
  },
  assigner: name => `由 ${name} 授予。`,
  target: name => `涉及数据 ${name}。`,
  derivedFrom: name => `依据条款 ${name} 转授，且不得超出其范围。`,
  identity: (uid, profile) => `条款编号 ${uid}，用语依照 ${profile}。`,
  conflict: '允许与不允许冲突时，以不允许为准。',
  allFields: '每条记录的全部字段。',
  fields: names => `仅限以下字段：${names}。`,
  may: actions => `允许：${actions}。`,
  mayNot: actions => `不允许：${actions}。`,
  always: { permission: '不限时间和目的。', prohibition: '任何情况下都不允许。' },
  onlyIf: condition => `仅限${condition}。`,
  where: condition => `适用情形：${condition}。`,
  logic: { and: '以下全部成立时', or: '以下至少一项成立时', xone: '以下恰好一项成立时' },
  dateTime: {
    lt: time => `${time}之前（不含）`,
    lteq: time => `${time}及以前`,
    gt: time => `${time}之后（不含）`,
    gteq: time => `${time}及以后`
  },
  elapsedTime: {
    lt: duration => `首次使用后不到 ${duration}的期间`,
    lteq: duration => `首次使用后 ${duration}以内`,
    gt: duration => `首次使用后超过 ${duration}时`,
    gteq: duration => `首次使用后满 ${duration}起`
  },
  count: {
    lt: times => `每项操作少于 ${times} 次`,
    lteq: times => `每项操作最多 ${times} 次`,
    gt: times => `每项操作第 ${times} 次之后`,
    gteq: times => `每项操作第 ${times} 次起`
  },
  purpose: {
    isA: name => `出于${name}`,
    isAnyOf: names => `出于${some(names)}`,
    isNoneOf: names => `出于已说明且不属于以下任何一项的目的：${names}`
  },
  recipient: {
    eq: name => `接收方为 ${name}`,
    neq: name => `接收方为 ${name} 以外的任何人`,
    isAnyOf: names => `接收方为${some(names)}`,
    isNoneOf: names => `接收方不属于以下任何一方：${names}`
  },
  spatial: {
    eq: name => `在 ${name}`,
    neq: name => `在 ${name} 以外`,
    isAnyOf: names => `在${some(names)}`,
    isNoneOf: names => `在以下所有地区之外：${names}`
  },
  event: {
    lt: name => `${name}之前`,
    eq: name => `${name}期间`,
    gt: name => `${name}之后`
  },
  payAmount: (amount, currency) => `${amount} ${currency}`,
  duty: { permission: duty => `相应义务：${duty}。`, obligation: duty => `义务：${duty}。` },
  duties: {
    obtainConsent: '事先征得授予方同意',
    compensate: '事先向所有者付费',
    inform: '每次使用都告知所有者',
    attribute: '每次使用都注明所有者',
    delete: '事后删除所有副本',
    nextPolicy: '从你这里获得数据的人最多享有以下条款'
  },
  dueWhen: condition => `履行时间：${condition}。`,
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
  purposes: {
    CommercialPurpose: '商业目的',
    CommercialResearch: '商业研究',
    Marketing: '营销目的',
    Advertising: '广告',
    DirectMarketing: '直接营销',
    PublicRelations: '公共关系',
    SocialMediaMarketing: '社交媒体营销',
    PersonalisedAdvertising: '个性化广告',
    TargetedAdvertising: '定向广告',
    Personalisation: '个性化',
    ServiceManagement: '服务管理',
    ServiceProvision: '提供服务',
    RequestedServiceProvision: '提供所请求的服务',
    DeliveryOfGoods: '交付商品',
    SellProducts: '销售产品或服务',
    SellDataToThirdParties: '向第三方出售数据',
    SellInsightsFromData: '出售数据分析结果',
    NonCommercialPurpose: '非商业目的',
    NonCommercialResearch: '非商业研究',
    ResearchAndDevelopment: '研究与开发',
    AcademicResearch: '学术研究',
    ScientificResearch: '科学研究',
    PublicBenefit: '公共利益',
    DataAltruism: '数据公益',
    CommunicationManagement: '沟通联络',
    CustomerManagement: '客户管理',
    CustomerCare: '客户服务',
    CommunicationForCustomerCare: '客户服务沟通',
    CustomerRelationshipManagement: '客户关系管理',
    VendorManagement: '供应商管理',
    HumanResourceManagement: '人力资源管理',
    PersonnelManagement: '员工管理',
    PersonnelHiring: '招聘录用',
    RecruitmentManagement: '招聘管理',
    OrganisationGovernance: '组织治理',
    MemberPartnerManagement: '会员与合作伙伴管理',
    RecordManagement: '档案管理',
    AccountManagement: '账户管理',
    EstablishContractualAgreement: '订立合同',
    FulfilmentOfObligation: '履行义务',
    FulfilmentOfContractualObligation: '履行合同义务',
    LegalCompliance: '遵守法律',
    EnforceSecurity: '安全保障',
    Verification: '核验',
    IdentityVerification: '身份核验'
  },
  events: { GrantEnd: '赋权结束', OwnerRequest: '所有者提出要求', DataBreach: '数据泄露' },
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
  list: names => names.join('、'),
  duration: parts => parts.map(({ unit, amount }) => `${amount} ${UNITS[unit]}`).join(' '),
  time: ({ year, month, day, clock, zone }) => `${year}年${month}月${day}日 ${clock}（${zone}）`,
  country: code => `${countries.of(code)}（${code}）`
}
