/** What main itself says to people: menus, tray, dialogs, notifications. Screens have their own. */
export type Language = 'en' | 'zh-CN'

const en = {
  open: 'Open datomspace',
  newContact: 'New contact',
  importFiles: 'Import contacts…',
  pasteKey: 'Paste a key…',
  settings: 'Settings…',
  pause: 'Pause syncing',
  resume: 'Resume syncing',
  quit: 'Quit datomspace',
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  close: 'Close window',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomReset: 'Actual size',
  fullScreen: 'Full screen',
  minimize: 'Minimize',
  cancel: 'Cancel',
  syncIdle: 'Up to date',
  syncSyncing: 'Syncing',
  syncPaused: 'Syncing is paused',
  syncOffline: 'Offline: local data works',
  syncAttention: 'Needs your attention',
  deleteContacts: 'Delete {count} contacts?',
  deleteContact: 'Delete this contact?',
  deleteContactsDetail:
    'They also disappear for everybody who follows them. Copies that somebody already made stay with them.',
  deleteAction: 'Delete',
  deleteSet: 'Delete the set “{name}” with {count} contacts?',
  deleteSetDetail: 'Shares of this set end for everybody.',
  shareContacts: 'Share “{label}” from “{set}”?',
  shareContactsDetail:
    'Whoever gets the key can read it until: {until}. Contacts are data about other people: share only what you may.',
  shareAction: 'Share',
  sharePerson: 'Share “{label}” with {person}?',
  sharePersonDetail:
    'Only {person} can read it, until: {until}. Contacts are data about other people: share only what you may.',
  passOn: 'Pass “{label}” on to {person}?',
  passOnDetail:
    'They get what you received, within its terms, until: {until}. It ends earlier if what you received does, and is served while your space runs.',
  passOnAction: 'Pass on',
  anybody: 'whoever has the key',
  renewShare: 'Give “{name}” a new end?',
  renewAction: 'Change the end',
  noEnd: 'no end',
  revokeShare: 'Revoke “{name}”?',
  revokeShareDetail:
    'From now on nothing more is sent, and later changes are encrypted with a new key. What was already read cannot be taken back.',
  revokeAction: 'Revoke',
  stopFollowing: 'Stop following “{name}”?',
  stopFollowingDetail: 'Your copy of these contacts is deleted from this computer.',
  stopAction: 'Stop following',
  chooseFiles: 'Choose files with contacts',
  contactFiles: 'Contacts (vCard, CSV, ZIP)',
  saveExport: 'Save contacts',
  saveReport: 'Save report',
  saveTrail: 'Save audit trail',
  saveUsage: 'Save usage report',
  saveOwnership: 'Save ownership credential',
  saveParcel: 'Save the file to hand over',
  saveAnswer: 'Save the acknowledgement to send back',
  handOver: 'Hand “{name}” over to {person}?',
  handOverDetail:
    'Once it is accepted, it is theirs: your copy is retired, and its content leaves your sets and what you share. Older versions that others have already read stay with them.',
  handOverAction: 'Hand over',
  retireDatom: 'Retire “{name}”?',
  retireDatomDetail:
    'It stays, marked as retired, with your signed statement in its history for everybody who can read it.',
  retireAction: 'Retire',
  newData: 'New data from {name}',
  shareEnded: '“{name}” has ended',
  requestArrived: '{name} asks you for something',
  requestGranted: '{name} granted what you asked for',
  requestDeclined: '{name} declined what you asked for',
  personAsks: '{name} wants to know you',
  personAccepted: '{name} knows you too now',
  offerArrived: '{name} shares “{label}” with you',
  transferOffered: '{name} wants to hand “{subject}” over to you',
  transferAccepted: '{name} takes “{subject}” over from you',
  transferDeclined: '{name} does not want “{subject}”',
  transferWithdrawn: '{name} keeps “{subject}” after all',
  transferReceived: '“{subject}” is yours now',
  transferFailed: '“{subject}” could not be handed over',
  attention: 'datomspace needs your attention'
}

export type TextKey = keyof typeof en

const zh: Record<TextKey, string> = {
  open: '打开 datomspace',
  newContact: '新建联系人',
  importFiles: '导入联系人…',
  pasteKey: '粘贴密钥…',
  settings: '设置…',
  pause: '暂停同步',
  resume: '继续同步',
  quit: '退出 datomspace',
  file: '文件',
  edit: '编辑',
  view: '视图',
  window: '窗口',
  close: '关闭窗口',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  zoomIn: '放大',
  zoomOut: '缩小',
  zoomReset: '实际大小',
  fullScreen: '全屏',
  minimize: '最小化',
  cancel: '取消',
  syncIdle: '已是最新',
  syncSyncing: '正在同步',
  syncPaused: '同步已暂停',
  syncOffline: '离线：本地数据可用',
  syncAttention: '需要你处理',
  deleteContacts: '删除 {count} 位联系人？',
  deleteContact: '删除这位联系人？',
  deleteContactsDetail: '所有关注者那里也会消失。别人已经复制的内容无法收回。',
  deleteAction: '删除',
  deleteSet: '删除集合“{name}”及其中 {count} 位联系人？',
  deleteSetDetail: '该集合的全部共享都会结束。',
  shareContacts: '分享“{set}”中的“{label}”？',
  shareContactsDetail:
    '拿到密钥的人都可以读取，截止：{until}。联系人是他人的信息：请只分享你有权分享的内容。',
  shareAction: '分享',
  sharePerson: '将“{label}”分享给{person}？',
  sharePersonDetail:
    '只有{person}可以读取，截止：{until}。联系人是他人的信息：请只分享你有权分享的内容。',
  passOn: '将“{label}”转授给{person}？',
  passOnDetail:
    '对方在原条款范围内得到你收到的内容，截止：{until}。原授权提前结束时一并结束；你的空间运行时可读取。',
  passOnAction: '转授',
  anybody: '持有密钥的人',
  renewShare: '更改“{name}”的截止时间？',
  renewAction: '更改截止时间',
  noEnd: '无截止时间',
  revokeShare: '撤销“{name}”？',
  revokeShareDetail:
    '从现在起不再发送任何内容，以后的更改使用新密钥加密。对方已经读到的内容无法收回。',
  revokeAction: '撤销',
  stopFollowing: '停止接收“{name}”？',
  stopFollowingDetail: '这台电脑上的这些联系人副本会被删除。',
  stopAction: '停止接收',
  chooseFiles: '选择联系人文件',
  contactFiles: '联系人（vCard、CSV、ZIP）',
  saveExport: '保存联系人',
  saveReport: '保存报告',
  saveTrail: '保存审计记录',
  saveUsage: '保存使用报告',
  saveOwnership: '保存确权凭证',
  saveParcel: '保存转让文件',
  saveAnswer: '保存需要回传的确认文件',
  handOver: '将“{name}”转让给 {person}？',
  handOverDetail:
    '对方接受后即归对方所有：你的副本会注销，内容从你的集合和共享中移除。他人已经读到的旧版本无法收回。',
  handOverAction: '转让',
  retireDatom: '注销“{name}”？',
  retireDatomDetail: '它会保留并标记为已注销，你签名的声明写入其历史，凡能读取者都可看到。',
  retireAction: '注销',
  newData: '{name} 有新数据',
  shareEnded: '“{name}”已结束',
  requestArrived: '{name} 向你请求数据',
  requestGranted: '{name} 同意了你的请求',
  requestDeclined: '{name} 拒绝了你的请求',
  personAsks: '{name} 想认识你',
  personAccepted: '{name} 也已加你为联系对象',
  offerArrived: '{name} 与你共享了“{label}”',
  transferOffered: '{name} 想把“{subject}”转让给你',
  transferAccepted: '{name} 接受了你转让的“{subject}”',
  transferDeclined: '{name} 拒绝了你转让的“{subject}”',
  transferWithdrawn: '{name} 撤回了“{subject}”的转让',
  transferReceived: '“{subject}”现在归你所有',
  transferFailed: '“{subject}”未能转让',
  attention: 'datomspace 需要你处理'
}

const texts: Record<Language, Record<TextKey, string>> = { en, 'zh-CN': zh }

/** The language of the setting, or for `system` that of the operating system. */
export function languageOf(setting: 'system' | Language, systemLocale: string): Language {
  if (setting !== 'system') return setting
  return systemLocale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** A text with its `{name}` places filled in. */
export function textOf(
  language: Language,
  key: TextKey,
  values: Record<string, string | number> = {}
): string {
  return texts[language][key].replace(/\{(\w+)\}/g, (place, name: string) =>
    String(values[name] ?? place)
  )
}
