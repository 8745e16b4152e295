import type { Dictionary } from '../en'

export const people: Dictionary['people'] = {
  title: '联系对象',
  lead: '你认识的数据空间、彼此之间的赋权，以及双方的请求。',
  you: '你',
  anonymous: '对方',
  me: {
    title: '我的联系码',
    text: '把它交给想与你分享的人。联系码不是秘密，也不能打开任何内容。',
    qr: '我的联系码的二维码',
    key: '联系码',
    copyKey: '复制联系码',
    copyLink: '复制为链接'
  },
  add: {
    title: '添加联系对象',
    label: '对方的联系码或链接',
    placeholder: 'person1… 或 datomspace://person/…',
    hint: '粘贴对方发来的内容，整条消息也可以；也可以把二维码图片拖到这里。',
    name: '你对此人的称呼',
    nameHint: '只有你能看到。',
    submit: '添加',
    picture: '二维码图片…',
    added: '{name} 已加入通讯簿。'
  },
  list: {
    title: '通讯簿',
    more: '{name} 的详情',
    online: '在线'
  },
  empty: {
    title: '这里还没有人',
    text: '向对方索取联系码并粘贴到上方，或把你的联系码交给对方。之后就可以只与此人分享，其他人无法打开。'
  },
  verified: {
    yes: '已验证',
    no: '尚未验证'
  },
  verifiedText: {
    yes: '{date} 的一次连接证明了此身份与此空间属于同一人。',
    no: '此身份来自粘贴的联系码，首次连通时会自动验证。在此之前，请确认联系码确实出自本人。'
  },
  pairing: {
    mutual: '互相认识',
    asked: '等待回应',
    asks: '想认识你',
    none: '单方添加'
  },
  pairingText: {
    mutual: '你们都在对方的通讯簿里。',
    asked: '已告知对方你添加了他们，对方还没有回应。',
    asks: '对方把你加入了通讯簿，并请你也添加他们。',
    none: '对方还不知道自己在你的通讯簿里。'
  },
  note: '对方自称“{name}”。',
  facts: {
    did: '身份',
    space: '空间',
    added: '添加时间'
  },
  given: '你给对方的赋权',
  givenNone: '暂无。',
  held: '对方给你的赋权',
  heldNone: '暂无。',
  actions: {
    share: '分享…',
    ask: '请求数据…',
    accept: '接受',
    rename: '更改称呼…',
    remove: '移除…',
    removeSure: '移除',
    keep: '保留'
  },
  accepted: '你和 {name} 已互相认识。',
  renamed: '称呼已改为 {name}。',
  rename: { title: '你怎么称呼 {name}？', label: '称呼' },
  remove: {
    title: '把 {name} 移出通讯簿？',
    text: '你们之间的赋权保持不变，如需结束请在相应页面操作。再次分享时需要重新索取联系码。'
  },
  removed: '已将 {name} 移出通讯簿。',
  requests: {
    title: '请求',
    open: '你请求的内容',
    in: '{name} 向你请求',
    out: '你向 {name} 请求',
    wants: '内容',
    fields: '字段',
    purpose: '用途',
    until: '有效期至',
    anything: '未说明',
    allFields: '未说明，可能是全部字段',
    grant: '同意并设定条款…',
    decline: '拒绝…',
    withdraw: '撤回',
    look: '查看条款',
    showShare: '查看这份赋权',
    showReceived: '查看收到的赋权',
    earlier: '{count} 个较早的请求',
    answer: '答复',
    withdrawn: '已撤回。',
    declinedToast: '已拒绝，并会告知 {name}。',
    state: {
      queued: '尚未送达',
      sent: '已送达',
      waiting: '等待你的答复',
      granted: '已同意',
      declined: '已拒绝',
      withdrawn: '已撤回'
    },
    stateText: {
      queued: '双方同时在线时会自动送达。',
      sent: '请求已显示在对方的屏幕上。',
      waiting: '在你决定条款之前，不会给出任何内容。',
      grantedIn: '你已为此建立了一份赋权。',
      grantedOut: '查看并接受条款之后，即可收到内容。',
      acceptedOut: '你已接受条款。',
      declined: '请求被拒绝。',
      withdrawn: '请求已撤回。'
    }
  },
  ask: {
    title: '请求数据',
    lead: '对方看到的就是这些，由对方决定条款，也可以拒绝。',
    who: '向谁请求',
    label: '想要什么',
    labelPlaceholder: '例如：班级同学的电话',
    message: '留言',
    messagePlaceholder: '说明请求的原因，以及打算如何使用',
    fields: '字段',
    anyFields: '由对方决定',
    someFields: '仅限这些',
    purpose: '用途',
    noPurpose: '不说明',
    until: '有效期',
    anyUntil: '由对方决定',
    onUntil: '指定期限…',
    submit: '发送请求',
    whoMissing: '请选择向谁请求。',
    messageMissing: '请写明想要什么。',
    sent: '给 {name} 的请求已发出。'
  },
  consents: {
    in: '{name} 征求你的同意',
    out: '你向 {name} 征求同意',
    inGiven: '你同意了 {name} 的请求',
    stranger: '“{name}”（{id}）',
    given: '你已同意的',
    share: '赋权',
    action: '操作',
    purpose: '用途',
    anyPurpose: '不限用途',
    howLong: '同意范围',
    asLong: '赋权有效期内一直有效',
    uses: { one: '{count} 次', other: '{count} 次' },
    untilDate: '截至 {date}',
    give: '同意…',
    takeBack: '撤回',
    takenBack: '已撤回。',
    withdraw: '撤销同意…',
    givenToast: '已同意，{name} 会收到通知。',
    withdrawnToast: '已撤销同意，{name} 会收到通知。',
    withdrawTitle: '撤销对 {name} 的同意？',
    withdrawText: '对方的应用得知后立即停止。此前已经看到或导出的内容无法收回。',
    withdrawSure: '撤销同意',
    keep: '保留',
    dialog: {
      title: '同意 {name} 的请求？',
      lead: '你签名同意对方在这份赋权下执行此操作，不涉及其他内容，之后可以撤销。',
      until: '有效期',
      asShare: '与赋权同时结束',
      less: '提前结束…',
      uses: '次数',
      anyUses: '不限次数',
      someUses: '限定次数',
      submit: '同意'
    },
    state: {
      queued: '尚未送达',
      sent: '已征求',
      waiting: '等待你答复',
      given: '已同意',
      declined: '已拒绝',
      'taken-back': '已撤回',
      withdrawn: '已撤销',
      expired: '已到期',
      undelivered: '未被接收'
    },
    stateText: {
      queued: '双方同时在线时送达。',
      sent: '对方已收到，尚未答复。',
      waiting: '你同意之前，对方的应用不会执行此操作。',
      given: '签名的同意已交给对方。',
      declined: '请求已被拒绝。',
      'taken-back': '请求已撤回。',
      withdrawn: '同意已被撤销。',
      expired: '同意的有效期已过。',
      undelivered: '对方的空间没有接收这个请求。'
    }
  },
  decline: {
    title: '拒绝 {name} 的请求？',
    message: '附言',
    optional: '（可选）',
    submit: '拒绝'
  }
}
