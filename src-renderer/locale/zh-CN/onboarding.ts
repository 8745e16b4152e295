import type { Dictionary } from '../en'

export const onboarding: Dictionary['onboarding'] = {
  title: '你的数据，由你做主',
  lead: '数据空间保管属于你的数据，证明它归你所有，由你决定谁能看、看什么、看到什么时候。它就在这台电脑上。',
  choose: '从哪里开始？',
  create: '创建新的数据空间',
  createText: '在这台电脑上生成新的身份，只需片刻。',
  restore: '用恢复短语恢复',
  restoreText: '用它的 24 个词找回你的身份。',
  restoreHonest: '恢复短语找回的是你的身份和密钥。联系人需要从备份或你的另一台设备取回。',
  name: '数据空间名称',
  namePlaceholder: '例如你的名字',
  nameHint: '接收你分享内容的人会看到它，以后可以修改。',
  nameMissing: '请给数据空间起个名称。',
  keychain: '密钥保存在哪里',
  keychainHint: '一把密钥打开一切。它不会离开这台电脑，也绝不明文存放。',
  keychainNone:
    '这里没有可用的钥匙串。请先启动钥匙串服务（如 GNOME Keyring 或 KWallet），然后重试。',
  submitCreate: '创建数据空间',
  submitRestore: '输入 24 个词…',
  restoreOwnWindow: '你将在单独的受保护窗口中输入这些词。',
  passphraseOwnWindow: '你将在单独的受保护窗口中设置口令。',
  recheck: '重新检测',
  phrase: {
    title: '请抄下恢复短语',
    lead: '一旦这台电脑丢失，这 24 个词是唯一的找回方式。谁掌握它们，谁就是你。',
    paper: '按顺序抄在纸上，放在你信得过的地方，不要拍照。',
    nobody: '没有任何人能替你找回，包括我们。',
    window: '恢复短语在单独的窗口中显示；系统支持时，截屏中看不到它。',
    show: '显示 24 个词…',
    confirm: '已抄好，去确认…',
    later: '以后再说',
    laterHint: '在此之前，电脑丢失就意味着数据空间丢失。我们会提醒你。',
    confirmed: '恢复短语已确认。',
    remindTitle: '恢复短语尚未确认',
    remind: '这台电脑一旦丢失，没有抄好的恢复短语就找不回数据空间。',
    remindDo: '去确认…',
    notConfirmed: '还没有确认成功。不着急，再看一遍恢复短语。'
  },
  locked: {
    title: '数据空间已锁定',
    keytar: '密钥在系统钥匙串中，需要先解锁钥匙串。',
    file: '密钥由你的口令加密保护，请在受保护的窗口中输入口令。',
    elsewhere: '需要先打开密钥。',
    unlock: '解锁…',
    restore: '改用恢复短语恢复…'
  },
  failed: {
    title: '无法打开数据空间',
    safe: '没有删除或更改任何内容。',
    retry: '重试'
  },
  opening: '正在打开你的数据空间…'
}
