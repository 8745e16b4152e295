import type { Dictionary } from '../en'

export const meter: Dictionary['meter'] = {
  title: '使用计量',
  lead: '谁在何时使用了你分享的数据、用了多少次。每次使用均由使用者签名。',
  export: '导出报告',
  exportJson: '签名报告（JSON）',
  exportJsonHint: '任何人都可离线核验。',
  exportCsv: '使用明细表（CSV）',
  exportCsvHint: '供电子表格使用。',
  exportHtml: '带图表的网页（HTML）',
  exportHtmlHint: '便于阅读和打印，内含签名报告。',
  exported: '已保存 {name}，共 {count} 次使用。',
  verifyFile: '核验报告…',
  filter: {
    person: '使用者',
    share: '赋权',
    shareAll: '全部赋权',
    purpose: '目的',
    purposeAll: '全部目的',
    datom: '联系人：{name}',
    datomRemove: '显示全部联系人'
  },
  totals: {
    uses: '使用次数',
    people: '使用者',
    shares: '赋权',
    served: '已发送',
    servedHint: '在这些赋权下从本机发出的数据量。重复下载会再次计入。',
    attention: '需要留意',
    attentionHint: '使用记录不完整、相互矛盾或超出约定的使用者。'
  },
  chart: {
    title: '趋势',
    uses: '使用次数',
    bytes: '已发送',
    label: '每日{what}，从 {from} 到 {to}。最高：{day} 的 {most}。',
    none: '这段时间内没有记录。',
    day: '{day}：{value}',
    hint: '按左右方向键逐日查看。',
    table: '以表格显示',
    dayHead: '日期'
  },
  table: {
    label: '按赋权和使用者统计的使用情况',
    person: '使用者',
    share: '赋权',
    uses: '次数',
    left: '剩余',
    last: '最近使用',
    sent: '已发送',
    state: '状态',
    unlimited: '不限',
    leftOf: '{left}／{allowed}',
    leftHint: '按持有此赋权的所有人合计。',
    never: '尚未使用',
    more: '{person} 在“{label}”下的使用',
    unknownPerson: '尚未表明身份的人'
  },
  actions: {
    display: '查看',
    read: '程序读取',
    extract: '导出',
    print: '打印',
    delete: '按约定删除'
  },
  actionCount: '{action} {count} 次',
  state: {
    ok: '完整',
    'no-receipt': '未报告使用',
    faulty: '存在异常',
    overused: '超出次数'
  },
  stateText: {
    ok: '每次使用都有签名和编号，前后相连，没有缺失。',
    'no-receipt': '数据已发送，但没有收到使用报告。可能尚未打开，也可能对方的应用隐瞒了使用。',
    faulty: '签名的使用记录前后不符。缺失或异常之处见下。',
    overused: '多台互不知情的设备合计使用超过了允许次数。已停止发送。'
  },
  receipts: {
    title: '签名的使用记录',
    label: '“{label}”的使用记录，最新的在前',
    none: '还没有。',
    sentence: '{action}：{what}',
    all: '全部 {count} 位联系人',
    some: '{count} 位联系人',
    purpose: '用于{purpose}',
    country: '地点：{country}',
    number: '第 {number} 号',
    device: '设备 {log}',
    onlyThis: '只看这位联系人',
    gone: '已不存在的联系人',
    more: '显示更多',
    received: '{time}收到',
    counterSigned: '你已确认'
  },
  receiptState: {
    ok: '正常',
    gap: '在此之前缺少 {count} 次使用',
    fork: '此编号被用了两次',
    reordered: '排在更晚的记录之后',
    repeated: '同一次使用重复出现',
    clock: '时间早于前一条，或在将来',
    foreign: '属于其他赋权或他人',
    dropped: '曾经出现，现已消失',
    'too-much': '超出读取上限',
    invalid: '签名不正确'
  },
  receiptStateText: {
    gap: '使用记录连续编号。中间的记录未被发送，或被取走。',
    fork: '两次不同的使用编号相同：记录被改写，或被复制到另一台设备。',
    reordered: '它排在编号更大的记录之后。',
    repeated: '它被发送了两次，只计一次。',
    clock: '对方的时钟走得过快，或曾经倒退、被调回。',
    foreign: '它是为其他对象签名的，不计入此处。',
    dropped: '你曾收到它，对方已将其从记录中删去。',
    'too-much':
      '这份记录或该赋权的全部记录超过 64 MiB 或 100,000 条，不再读取；计次的赋权也不再提供数据。请新建一个授予指定对象的赋权。',
    invalid: '它在签名后被改动，或由他人写入。'
  },
  empty: {
    title: '还没有人使用',
    text: '有人打开或导出你分享的数据时，其应用会先为此签名，并在这里计数。',
    share: '去分享'
  },
  nothingFound: {
    title: '没有符合的记录',
    text: '没有一次使用同时满足这些条件。'
  },
  verdict: {
    valid: '报告真实有效',
    validText: '共 {count} 次使用，每次都由使用者签名。由 {owner} 创建于 {created}。',
    invalid: '报告不真实',
    faulty: '其中 {count} 次使用被标记为缺失或异常。',
    you: '你',
    checks: {
      signature: '报告签名',
      form: '格式',
      page: '网页内容',
      receipts: '使用签名',
      sums: '合计'
    },
    ok: '正常',
    wrong: '有误'
  }
}
