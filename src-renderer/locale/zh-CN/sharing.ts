import type { Dictionary } from '../en'

export const sharing: Dictionary['sharing'] = {
  title: '我的赋权',
  lead: '你给出的每一份赋权都在这里。每份对应一个密钥，只能打开你选定的内容，到你选定的时间为止。',
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
    suspended: '已暂停',
    expired: '已到期',
    revoked: '已撤销'
  },
  stateText: {
    active: '持有密钥的人可以读取。',
    suspended: '恢复之前不发送任何内容，密钥仍然有效。',
    expired: '约定的时间已到，不再发送任何内容。如需继续，请重新分享。',
    revoked: '你已结束这份赋权，不再发送任何内容，以后的更改使用另一把密钥。'
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
  connected: '{count} 个连接',
  facts: {
    what: '内容',
    fields: '字段',
    created: '创建时间',
    others: '已确认有权分享',
    until: '有效期至',
    ended: '结束时间',
    connected: '当前连接',
    lastSeen: '最近使用',
    served: '已发送',
    servedValue: '{bytes}，共 {blocks} 块',
    servedHint: '统计的是发送量而不是阅读量，重复下载会重复计数。',
    nobody: '无人连接',
    never: '从未'
  },
  actions: {
    key: '密钥与二维码…',
    renew: '更改期限…',
    again: '重新分享…',
    suspend: '暂停',
    resume: '恢复',
    revoke: '撤销…',
    revokeHint: '撤销后，对所有持有此密钥的人立即生效。之前已读取的内容无法收回。'
  },
  suspended: '已暂停，恢复之前不发送任何内容。',
  resumed: '已恢复。',
  renewed: '新的期限：{until}。',
  dialog: {
    title: '分享',
    lead: '持有密钥的人只能看到这些，别无其他。',
    what: '分享什么',
    wholeSet: '整个集合',
    wholeSetText: '包括以后添加的内容。',
    byTag: '一个标签',
    byTagText: '包括以后加上该标签的联系人。',
    chosen: '选定的联系人',
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
    label: '这份分享的名称',
    labelHint: '你和接收方都会看到。',
    others: '这些是关于他人的信息。我有权分享，并且在此分享是恰当的。',
    othersHint: '签名条款禁止接收方出售、转发或用于商业目的。',
    submit: '生成密钥',
    fieldsMissing: '请至少选择一个字段。',
    labelMissing: '请填写名称。',
    othersMissing: '请先确认此项。'
  },
  result: {
    titleFor: '“{label}”的密钥',
    lead: '请通过可信的渠道发送。谁持有密钥，谁就能读取。',
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
    title: '更改“{label}”的期限',
    lead: '密钥保持不变。',
    submit: '更改'
  },
  report: {
    title: '“{label}”已撤销',
    lead: '已立即生效，结果如下：',
    detached: '断开了 {count} 个连接。',
    detachedNone: '撤销时无人连接。',
    epoch: '以后的更改使用新的密钥加密（第 {epoch} 密钥纪元）。',
    resealed: '同一数据的另外 {count} 份赋权使用新密钥继续有效。',
    resealedNone: '同一数据没有其他赋权需要继续。',
    cannot: '无法收回的内容',
    cannotText: '之前已读取的内容，在对方保存之处仍可读取，但签名条款仍禁止其使用。',
    took: '用时 {milliseconds} 毫秒。'
  }
}
