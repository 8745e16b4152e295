import type { Dictionary } from '../en'

export const shell: Pick<
  Dictionary,
  | 'app'
  | 'nav'
  | 'actions'
  | 'words'
  | 'filter'
  | 'moment'
  | 'status'
  | 'drop'
  | 'palette'
  | 'toast'
  | 'levels'
  | 'datomStatus'
  | 'keychains'
> = {
  app: {
    nav: '主导航'
  },
  nav: {
    contacts: '联系人',
    datoms: '数据资产',
    sharing: '我的赋权',
    received: '收到的赋权',
    people: '联系对象',
    imports: '导入记录',
    meter: '使用计量',
    activity: '活动记录',
    settings: '设置',
    palette: '搜索与命令',
    newContact: '新建联系人',
    importFile: '导入文件…'
  },
  actions: {
    apply: '应用',
    back: '返回',
    cancel: '取消',
    clear: '清除',
    close: '关闭',
    copy: '复制',
    copied: '已复制',
    create: '创建',
    deleteMore: '删除…',
    done: '完成',
    more: '更多操作',
    open: '打开',
    rename: '重命名',
    retry: '重试',
    save: '保存',
    select: '选择',
    undo: '撤销'
  },
  words: {
    none: '无',
    noEnd: '长期有效',
    unknown: '未知',
    details: '技术细节',
    pair: '{name}：{value}',
    sentence: '{text}。'
  },
  filter: {
    personAll: '所有人',
    time: '时间',
    timeAll: '全部时间',
    last: {
      day: '最近 24 小时',
      week: '最近 7 天',
      month: '最近 30 天',
      year: '最近 12 个月'
    },
    clear: '显示全部'
  },
  moment: {
    pick: '选择日期',
    day: '日期',
    before: '上个月',
    after: '下个月',
    parts: {
      year: '年',
      month: '月',
      day: '日',
      hour: '时',
      minute: '分',
      dayPeriod: '上午或下午'
    }
  },
  status: {
    label: '数据空间状态',
    online: '在线',
    connecting: '正在连接…',
    offline: '离线',
    syncing: '正在同步',
    paused: '已暂停',
    attention: '需要处理',
    onlineHint: '对方可以读取你分享的内容，你收到的内容也会保持更新。',
    connectingHint: '正在寻找其他数据空间，本机功能照常可用。',
    offlineHint: '没有网络。本机功能照常可用，恢复联网后分享会自动继续。',
    syncingHint: '正在发送或接收数据。',
    pausedHint: '你已暂停全部网络活动，目前没有人能读取你分享的内容。',
    attentionHint: '有事情需要你来决定。',
    troubles: {
      received: '有一份收到的赋权出错。请打开“收到的赋权”查看原因和处理办法。',
      merge:
        '合并或拆分联系人时曾中断，重新完成时被拒绝。没有丢失任何内容。请打开“活动记录”查看是哪位联系人，并在那里重新操作。',
      'trail-broken':
        '审计记录与本空间写入的不一致：有条目被改动或截去。请打开“活动记录”核验，导出现有记录，并与此前的导出比对。',
      'trail-unwritten':
        '审计记录暂时无法写入。请腾出磁盘空间；期间发生的事保存在内存中，届时补写，请不要退出。'
    },
    peers: '{count} 个连接',
    noPeers: '没有连接',
    pause: '暂停网络',
    resume: '恢复网络',
    pausedToast: '网络已暂停。恢复之前，没有人能读取你分享的内容。',
    resumedToast: '网络已恢复。'
  },
  drop: {
    title: '松手即可导入联系人',
    text: '支持 vCard、CSV 和 ZIP。保存之前，全部内容都由你过目。',
    image: '二维码图片会被识别为分享密钥。',
    unsupported: '没有可以读取的内容。请拖入 vCard、CSV、ZIP 文件或二维码图片。',
    keyTitle: '松手即可查看这个密钥提供什么',
    keyText: '接受之前，你会先看到是谁、提供什么。'
  },
  palette: {
    label: '搜索与命令',
    placeholder: '查找联系人、页面或命令',
    contacts: '联系人',
    screens: '前往',
    commands: '命令',
    empty: '没有找到“{query}”',
    hint: '上下键选择，回车打开，Esc 关闭',
    themeLight: '使用浅色外观',
    themeDark: '使用深色外观',
    themeSystem: '外观跟随系统',
    languageEn: 'English',
    languageZh: '中文（简体）',
    receiveKey: '打开分享密钥…',
    addPerson: '添加联系对象…',
    askPerson: '向某人请求数据…',
    shareSet: '分享一个集合…',
    exportAll: '导出全部联系人…',
    duplicates: '查找重复联系人'
  },
  toast: {
    region: '通知',
    dismiss: '关闭通知'
  },
  levels: {
    label: '安全级别',
    public: '公开',
    internal: '内部',
    personal: '个人信息',
    confidential: '保密',
    restricted: '严格限制',
    hint: {
      public: '任何人都可以看。',
      internal: '只给一起工作或生活的人。',
      personal: '与个人有关的信息，联系人默认为此级别。',
      confidential: '落入他人之手会造成损害，只能授予指定的人。',
      restricted: '只能授予指定的人，仅供查看，且必须有期限。'
    }
  },
  datomStatus: {
    active: '有效',
    retired: '已注销',
    disputed: '有异议'
  },
  keychains: {
    keytar: '系统钥匙串',
    file: '口令文件',
    memory: '仅在内存中',
    hint: {
      keytar: '由操作系统保管你的密钥，登录系统后自动解锁。',
      file: '密钥加密保存在一个文件里，每次启动时需要输入口令。',
      memory: '关闭应用后密钥即消失，仅供试用。'
    },
    unavailable: '不可用：{reason}',
    reasons: {
      KEYCHAIN_UNAVAILABLE: '系统中没有运行钥匙串服务',
      KEYCHAIN_LOCKED: '钥匙串处于锁定状态',
      KEYCHAIN_DENIED: '系统拒绝了访问'
    }
  }
}
