import type { Dictionary } from '../en'

export const received: Dictionary['received'] = {
  title: '收到的赋权',
  lead: '他人分享给你的数据，以及附带的条款。',
  key: {
    title: '打开分享密钥',
    label: '分享密钥或链接',
    placeholder: 'datom1… 或 datomspace://…',
    hint: '粘贴收到的内容，整条消息也可以；也可以把二维码图片拖到这里。',
    look: '查看内容',
    picture: '二维码图片…',
    reading: '正在识别图片…'
  },
  preview: {
    asking: '正在向所有者的空间询问这个密钥提供什么…',
    askingHint: '只获取条款，不获取其他内容。',
    title: '{owner} 向你提供“{label}”',
    anonymous: '对方',
    owner: '所有者',
    offered: '提供时间',
    count: '{count} 位联系人',
    forYou: '仅限你本人',
    forKey: '持有密钥的任何人',
    passedOn: '数据属于 {owner}，由对方转授给你。',
    nothingYet: '目前只获取了这些条款。接受即表示同意条款，联系人会复制到这台电脑并保持更新。',
    accept: '接受并关注',
    decline: '暂不接受',
    known: '你已经关注了这份赋权。',
    showKnown: '查看'
  },
  accepted: '已关注“{label}”。',
  offers: {
    title: '提供给你的赋权',
    granted: '{name} 同意了你的请求：“{label}”',
    given: '{name} 向你提供“{label}”',
    look: '查看条款',
    dismiss: '暂不接受'
  },
  uses: {
    left: '还可使用 {count} 次',
    none: '次数已用完',
    unlimited: '已使用 {count} 次'
  },
  look: {
    title: '查看会计次',
    text: '只有在一次查看期间才显示其中的联系人，最长十分钟。所有者会收到签名的使用凭证。',
    open: '打开查看…',
    sure: '现在打开，并使用剩余 {left} 次中的 1 次？',
    sureAny: '现在打开？会计为一次使用。',
    yes: '立即打开',
    until: '本次查看到 {time} 为止。',
    show: '查看联系人',
    close: '结束查看',
    usedUp: '次数已全部用完。如仍需要，请联系 {owner}。',
    deleted: '按照条款，本机副本已于 {date} 删除。',
    opened: '查看已打开，还可使用 {count} 次。',
    openedAny: '查看已打开。'
  },
  passOn: {
    open: '转授…',
    title: '转授“{label}”',
    lead: '只能转授给一人，条款相同或更窄。你的赋权结束时，转授也随之结束。',
    submit: '转授给 {name}',
    whom: '联系对象',
    same: '条款，可以收窄',
    passed: '“{label}”已转授给 {name}。'
  },
  list: {
    unnamed: '尚未收到条款',
    label: '你关注的赋权',
    following: '正在关注',
    ended: '已结束',
    from: '来自 {owner}',
    forYou: '仅限你',
    count: '{count} 位联系人',
    more: '“{label}”的详情'
  },
  empty: {
    title: '还没有关注任何赋权',
    text: '收到别人发来的密钥后，粘贴到上方即可。接受之前，你会先看到是谁、提供什么、期限多久、有哪些条款。'
  },
  state: {
    waiting: '尚未开始',
    connecting: '正在连接',
    syncing: '正在接收',
    live: '已是最新',
    'owner-offline': '所有者离线',
    offline: '你处于离线状态',
    suspended: '已暂停',
    'used-up': '已用完',
    expired: '已到期',
    revoked: '已被撤销',
    refused: '被拒绝',
    failed: '无法使用'
  },
  events: {
    OwnerRequest: '所有者提出要求',
    DataBreach: '数据泄露',
    none: '尚无记录',
    since: '自 {date} 起',
    over: '已于 {date} 结束'
  },
  consent: {
    title: '事先征得同意',
    text: '进行以下操作之前，{owner} 要求先征得同意。每次同意只针对这份赋权下的一项操作。',
    ask: '征求同意…',
    askAgain: '再次征求…',
    dialogTitle: '征求 {owner} 的同意',
    dialogLead: '请求经签名后发送，对方不在线时会等待送达。你可以撤回。',
    anyPurpose: '不限用途',
    submit: '发送请求',
    asked: '发给 {owner} 的请求已发出。'
  },
  obstacle: {
    'place-unsaid':
      '条款只允许在特定国家或地区显示其中的联系人。请在设置中说明这台电脑所在的国家或地区。',
    consent: '条款要求事先征得同意才能显示其中的联系人，请在下方征求同意。',
    place: '条款不允许在这台电脑所在的国家或地区显示其中的联系人。',
    recipient: '条款只允许向其他人显示其中的联系人。',
    event: '条款只允许在某一事件之前、期间或之后显示其中的联系人，目前不符合。',
    terms: '条款目前不允许显示其中的联系人，详见下方条款。',
    settings: '打开设置'
  },
  stateText: {
    waiting: '还没有到开始时间，到时会自动送达。',
    connecting: '正在寻找 {owner}，已有的内容可以照常查看。',
    syncing: '正在从 {owner} 接收联系人，已到达的可以立即使用。',
    live: '已连接，{owner} 的更改会即时送达。',
    'owner-offline': '{owner} 不在线。你看到的是本机副本，对方上线后会自动更新。',
    offline: '你看到的是本机副本，恢复联网后会自动更新。',
    suspended: '{owner} 暂停了这份赋权。恢复之前不会有新内容，其中的联系人也不显示。',
    'used-up':
      '条款允许的次数已经用完，其中的联系人不再显示。如仍需要，请向 {owner} 索取新的密钥。',
    expired: '约定的期限已过，其中的联系人不再显示。如仍需要，请向 {owner} 索取新的密钥。',
    revoked: '{owner} 撤销了这份赋权，不会再有新内容，其中的联系人也不再显示。',
    refused: '{owner} 的空间不再接受这个密钥。本机副本仍可查看，如需更新请索取新的密钥。',
    failed: '出现问题，暂时无法读取这份赋权的内容。'
  },
  progress: '{done} / {total} 块',
  facts: {
    owner: '所有者',
    did: '身份',
    audience: '给谁',
    passedOn: '数据归属',
    uses: '使用次数',
    accepted: '接受时间',
    lastSync: '上次连通',
    never: '尚未连通'
  },
  showContacts: '查看联系人',
  stop: '停止关注…',
  stopHint: '删除本机副本，所有者的数据不受影响。',
  stopped: '已停止关注“{label}”，本机副本已删除。'
}
