import type { Dictionary } from '../en'

export const sharing: Dictionary['sharing'] = {
  title: '我的赋权',
  lead: '你给出的每一份赋权都在这里。每份只开放你选定的内容，给你选定的人，到你选定的时间为止。',
  create: '分享…',
  list: {
    live: '有效',
    ended: '已结束',
    more: '“{label}”的详情'
  },
  empty: {
    title: '你还没有分享任何内容',
    text: '选择一些联系人或整个集合，决定开放哪些字段、到何时为止，然后把密钥发给要接收的人。你可以随时结束。'
  },
  state: {
    active: '有效',
    waiting: '尚未开始',
    suspended: '已暂停',
    'used-up': '已用完',
    expired: '已到期',
    revoked: '已撤销'
  },
  stateText: {
    active: '现在可以读取。',
    waiting: '还没有到开始时间，在此之前不发送任何内容。',
    suspended: '恢复之前不发送任何内容，密钥仍然有效。',
    'used-up': '按收据，条款允许的次数已经用完，不再发送任何内容。如需继续，请重新分享。',
    expired: '约定的时间已到，不再发送任何内容。如需继续，请重新分享。',
    revoked: '你已撤销这份赋权，不再发送任何内容，以后的更改使用另一把密钥。'
  },
  what: {
    set: '集合“{set}”的全部内容 · {count} 位联系人',
    datoms: '集合“{set}”中选定的 {count} 位联系人',
    tag: '集合“{set}”中标签为“{tag}”的 {count} 位联系人'
  },
  fields: {
    all: '全部字段',
    some: '仅{fields}'
  },
  until: {
    line: '有效期至 {date}',
    none: '长期有效',
    ended: '{when}结束'
  },
  audience: {
    ticket: '持有密钥的任何人',
    person: '仅限 {name}',
    derived: '由你收到的赋权转授'
  },
  uses: {
    left: '还可使用 {count} 次',
    none: '次数已用完',
    used: '已使用 {count} 次',
    of: '{used} / {allowed} 次'
  },
  holders: {
    title: '持有者',
    none: '还没有人打开过。',
    unknown: '持有密钥的某人',
    connected: '已连接',
    lastSeen: '最近连通：{when}',
    informed: '已获知当前条款',
    notInformed: '尚未获知最近的更改'
  },
  connected: '{count} 个连接',
  closed: {
    title: '不再接受新的持有者',
    text: '其中仍有某位联系人的早期版本，而该联系人的安全级别已提高，不再适用这份赋权；这份赋权更改次数已满，无法换用新的内容。此前已持有者照常使用，其他人凭密钥打不开任何内容。请重新分享，并撤销这一份。'
  },
  facts: {
    leftOut: '未包含',
    leftOutValue: '{count} 位联系人：其安全级别不允许这些条款',
    what: '内容',
    audience: '给谁',
    uses: '使用次数',
    fields: '字段',
    created: '创建时间',
    others: '已确认有权分享',
    until: '有效期至',
    ended: '结束时间',
    connected: '当前连接',
    lastSeen: '最近连通',
    served: '已发送',
    servedValue: '{bytes}，共 {blocks} 块',
    servedHint: '统计的是发送量而不是阅读量，重复下载会重复计数。',
    nobody: '无人连接',
    never: '从未'
  },
  actions: {
    key: '密钥与二维码…',
    renew: '续期…',
    narrow: '收窄…',
    again: '重新分享…',
    suspend: '暂停',
    resume: '恢复',
    revoke: '撤销…',
    revokeHint: '撤销后，对所有持有者立即生效。之前已读取的内容无法收回。'
  },
  suspended: '已暂停，恢复之前不发送任何内容。',
  resumed: '已恢复。',
  renewed: '新的期限：{until}。',
  endedAlready: '“{label}”已经结束。',
  narrowed: '已收窄，会告知持有者新的条款。',
  dialog: {
    title: '分享',
    lead: '给出什么、给谁、以什么条款。在你看过全部条款之前，不会生成任何内容。',
    grantTitle: '同意 {name} 的请求',
    steps: { what: '分享什么', who: '给谁', terms: '以什么条款', last: '名称与确认' },
    ticket: '持有密钥的任何人',
    ticketText: '你发送密钥，谁持有密钥，谁就拥有权利。',
    person: '指定一人',
    personText: '与身份绑定，密钥对其他人毫无用处。',
    whom: '联系对象',
    whomPlaceholder: '从通讯簿中选择',
    newPerson: '添加联系对象…',
    unverified: '尚未验证',
    template: '选择模板',
    changed: '已修改',
    edit: '修改这些条款',
    words: '这意味着',
    wordsWait: '正在整理成文字…',
    wordsHint: '给出的权利会在这里用文字说明。',
    forbidden: '不能这样分享',
    toPerson: '改为分享给指定的人',
    fewerActions: '去掉转授权利',
    what: '分享什么',
    wholeSet: '整个集合',
    wholeSetText: '包括以后添加的内容。',
    byTag: '一个标签',
    byTagText: '包括以后加上该标签的联系人。',
    chosen: '选定的联系人',
    leftOut: '有 {count} 位带此标签的联系人未包含在内：其安全级别不允许这些条款。',
    chosenText: '你选定的 {count} 位联系人',
    set: '集合',
    tag: '标签',
    noTags: '还没有带标签的联系人。',
    noSets: '还没有包含联系人的集合可以分享。',
    which: '开放字段',
    allFields: '全部字段',
    someFields: '部分字段',
    someFieldsText: '其他字段不会离开这台电脑。',
    until: '有效期',
    from: '开始时间',
    fromNow: '立即',
    fromDate: '指定日期…',
    fromLabel: '开始于',
    actions: '对方可以做什么',
    families: {
      hold: '持有权',
      process: '加工使用权',
      operate: '经营权'
    },
    familyHints: {
      hold: '拥有并查看',
      process: '用于加工处理',
      operate: '提供给他人'
    },
    uses: '使用次数',
    usesAny: '不限次数',
    usesCount: '限定次数',
    usesLabel: '次数',
    usesWrong: '请填写不小于 1 的整数。',
    usesHint: '由应用计数的是：{actions}。其他使用应用看不到，因此没有次数。',
    deletion: '使用后删除副本',
    consent: '事先征得我同意',
    consentBefore: { display: '显示联系人之前', extract: '导出之前' },
    consentHint:
      '你同意之前，对方的应用不会执行。每次同意都可限定，也可撤销。如需收费，请在同意前谈妥。',
    purpose: '用途',
    anyPurpose: '不限用途',
    otherPurpose: '保持不变',
    country: '使用地点',
    anyCountry: '任何国家或地区',
    otherCountry: '按条款所述',
    countryHint: '接收者在其设置中自行说明电脑所在的国家或地区。',
    purposes: {
      CommunicationManagement: '沟通联络',
      FulfilmentOfContractualObligation: '履行合同义务',
      RequestedServiceProvision: '提供所请求的服务',
      MemberPartnerManagement: '会员与合作伙伴管理',
      NonCommercialPurpose: '非商业目的',
      AcademicResearch: '学术研究'
    },
    prohibited: '禁止事项',
    prohibitions: {
      sell: '出售',
      'pass-on': '转发或转授给他人',
      commercial: '用于商业目的'
    },
    presets: {
      h1: '1 小时',
      d1: '1 天',
      d7: '7 天',
      d30: '30 天',
      d90: '90 天',
      custom: '指定日期…',
      none: '长期'
    },
    customDate: '到期时间',
    datePast: '请选择将来的时间。',
    noneHint: '一直有效，直到你结束它。请不时回来看看。',
    untilHint: '将于 {date} 到期。你可以提前结束，或在此之前延长。',
    label: '这份赋权的名称',
    labelHint: '你和接收方都会看到。',
    word: '附言',
    wordOptional: '（可选）',
    others: '这些是关于他人的信息。我有权分享，并且在此分享是恰当的。',
    othersHint: '你的确认会与这份赋权一起记录下来。',
    submit: '生成密钥',
    submitAny: '分享',
    submitPerson: '分享给 {name}',
    submitGrant: '同意',
    whomMissing: '请选择联系对象。',
    actionsMissing: '请至少允许一项操作。',
    orderWrong: '开始时间必须早于结束时间。',
    fieldsMissing: '请至少选择一个字段。',
    labelMissing: '请填写名称。',
    othersMissing: '请先确认此项。'
  },
  result: {
    titleFor: '“{label}”的密钥',
    lead: '请通过可信的渠道发送。谁持有密钥，谁就能读取。',
    titlePerson: '“{label}”已分享给 {name}',
    leadPerson: '双方同时在线时，会出现在对方的“收到的赋权”页面。',
    onlyThem: '只有 {name} 能打开这个密钥，可以通过任何渠道发送。',
    copyKey: '复制密钥',
    copyLink: '复制链接',
    keyCopied: '密钥已复制。',
    linkCopied: '链接已复制。',
    key: '分享密钥',
    qr: '分享链接的二维码',
    scan: '也可以让对方扫描二维码。',
    online: '对方首次读取时，需要本应用正在运行并在线，保留在托盘中即可。'
  },
  renew: {
    title: '为“{label}”续期',
    lead: '密钥保持不变，请选择新的期限。',
    submit: '续期'
  },
  narrow: {
    title: '收窄“{label}”',
    lead: '只能减少，不能增加。如需给出更多，请重新分享。',
    submit: '收窄',
    fieldsStay: '转授数据的字段只能由所有者减少。',
    kept: '仍可看到：{fields}。',
    gone: '不再可见：{fields}。',
    goneHint:
      '分享改用从未包含这些字段的新数据，持有者（包括被转授的人）的应用会删除旧副本。之前已读取或复制的内容无法收回。',
    hint: '之前已读取的内容，在对方保存之处仍可读取。'
  },
  events: {
    title: '条款所依据的事件',
    text: '条款在该事件发生之前、期间或之后允许或要求某些行为。持有者的应用以你的记录为准。',
    OwnerRequest: '你提出要求',
    DataBreach: '数据泄露',
    none: '尚无记录',
    since: '自 {date} 起',
    over: '已于 {date} 结束',
    begin: '记录开始',
    end: '记录结束',
    recorded: '已记录。'
  },
  report: {
    title: '“{label}”已撤销',
    lead: '已立即生效，结果如下：',
    detached: '断开了 {count} 个连接。',
    detachedNone: '撤销时无人连接。',
    epoch: '以后的更改使用新的密钥加密（第 {epoch} 密钥纪元）。',
    resealed: '同一数据的另外 {count} 份赋权使用新密钥继续有效。',
    resealedNone: '同一数据没有其他赋权需要继续。',
    recipients: '对每位持有者',
    noRecipients: '还没有人打开过。',
    results: {
      'cut-now': '已立即断开',
      offline: '离线，不会再收到内容',
      'never-received': '从未接收',
      'kept-by-another-grant': '凭另一份赋权继续'
    },
    told: '已获知',
    notTold: '上线时会获知',
    cannot: '无法收回的内容',
    cannotText: '之前已读取的内容，在对方保存之处仍可读取，但签名条款仍禁止其使用。',
    took: '用时 {milliseconds} 毫秒。'
  }
}
