import type { Dictionary } from '../en'

export const errors: Dictionary['errors'] = {
  INVALID_ARGUMENT: { title: '填写的内容有误', todo: '请检查后重试。' },
  NOT_FOUND: { title: '内容已不存在', todo: '它可能已在别处被删除或更改，请返回后重新查看。' },
  CONFLICT: { title: '内容刚刚发生了变化', todo: '请查看最新版本后再试。' },
  LIMIT_EXCEEDED: { title: '超出了上限', todo: '请分成几部分处理。' },
  UNSUPPORTED: { title: '这里无法完成此操作', todo: '当前系统或版本不支持。' },
  CANCELLED: { title: '已取消', todo: '没有更改任何内容。' },
  TIMEOUT: { title: '等待超时', todo: '请重试。若反复出现，请重启应用。' },
  CLOSED: { title: '数据空间已关闭', todo: '请重启应用。' },
  INTERNAL: { title: '应用内部出错', todo: '请重试。若反复出现，请反馈下方的技术细节。' },
  PHRASE_INVALID: { title: '这 24 个词不正确', todo: '请对照记录检查拼写和顺序。' },
  KEYCHAIN_UNAVAILABLE: {
    title: '系统中没有钥匙串服务',
    todo: '请启动 GNOME Keyring 或 KWallet 等服务，或改用口令文件保存密钥。'
  },
  KEYCHAIN_LOCKED: { title: '钥匙串已锁定', todo: '请先解锁，然后重试。' },
  KEYCHAIN_DENIED: {
    title: '系统拒绝访问钥匙串',
    todo: '请在钥匙串设置中允许 datomspace 访问，然后重试。'
  },
  KEYCHAIN_READBACK: {
    title: '钥匙串没有保存住密钥',
    todo: '写入后读不回来，请另选密钥的存放位置。'
  },
  PASSPHRASE_WRONG: { title: '口令不正确', todo: '请检查键盘布局后重试。' },
  SEED_MISSING: { title: '钥匙串中没有此空间的密钥', todo: '请用恢复短语恢复。' },
  SEED_MISMATCH: {
    title: '钥匙串中的密钥属于另一个空间',
    todo: '请用本空间的恢复短语恢复，或选择另一个空间的文件夹。'
  },
  STATEMENT_INVALID: { title: '签名无效', todo: '该文件被改动过或并非真本，请勿采信。' },
  FILE_UNREADABLE: { title: '无法读取文件', todo: '请确认文件存在且有权打开，然后重新选择。' },
  FILE_TOO_LARGE: { title: '文件过大', todo: '请拆成较小的文件。' },
  FORMAT_UNKNOWN: {
    title: '不支持这种文件',
    todo: '请使用 vCard（.vcf）、CSV 或它们的 ZIP 压缩包。'
  },
  LAYOUT_UNKNOWN: { title: '无法识别这个文件的列', todo: '请指定每一列的含义。' },
  CHARSET_UNKNOWN: { title: '未知的字符编码', todo: '请换一种编码并查看预览。' },
  STORAGE_LOCKED: {
    title: '另一个程序正在使用此空间',
    todo: '请关闭另一个窗口、命令或服务，然后重试。'
  },
  STORAGE_CORRUPT: {
    title: '存储的数据已损坏',
    todo: '请不要再写入。请从备份恢复，或用恢复短语恢复身份。'
  },
  STORAGE_FULL: { title: '磁盘已满', todo: '请腾出空间后重启应用，没有丢失任何内容。' },
  STORAGE_COPIED: {
    title: '这是数据空间的一份拷贝',
    todo: '两份拷贝会永久互相矛盾。请使用原件，或用恢复短语恢复。'
  },
  HOST_TAKEN: { title: '这台电脑上已有同名空间', todo: '请关闭它，或换一个名称。' },
  HOST_NOT_FOUND: { title: '没有找到这个名称的空间', todo: '请检查名称，并确认对方在线。' },
  REMOTE_UNSUPPORTED: { title: '此操作不能远程进行', todo: '请在空间所在的电脑上操作。' },
  NOT_WRITABLE: { title: '你无权更改这些数据', todo: '只有所有者可以更改。' },
  OFFLINE: { title: '当前离线', todo: '本机功能照常可用，联网后再试。' },
  PEER_UNREACHABLE: {
    title: '无法连接对方的空间',
    todo: '对方可能已关机或离线，请等对方上线后再试。'
  },
  PEER_PROTOCOL: { title: '与对方的通信出现异常', todo: '你或对方可能需要更新应用。' },
  KEY_MALFORMED: {
    title: '这不是分享密钥',
    todo: '密钥以 datom1 或 datomspace:// 开头，请从收到的消息中重新复制。'
  },
  KEY_OF_PERSON: {
    title: '这是某个人的密钥，不是分享的密钥',
    todo: '请在“联系对象”中添加对方。对方分享给你的内容另有密钥，以 datom1 开头。'
  },
  KEY_OF_SHARE: {
    title: '这是分享的密钥，不是某个人的密钥',
    todo: '请粘贴到“收到的赋权”中。某个人的密钥以 person1 开头。'
  },
  KEY_TRUNCATED: { title: '密钥缺少结尾', todo: '密钥可能分成了几行，请完整复制。' },
  KEY_MISTYPED: { title: '密钥中有错字', todo: '有字符不正确，请复制而不要手动输入。' },
  KEY_VERSION: { title: '这个密钥来自更新的版本', todo: '请更新 datomspace 后再粘贴。' },
  GRANT_UNKNOWN: { title: '对方不认得这个密钥', todo: '请向对方索取新的密钥。' },
  GRANT_EXPIRED: { title: '赋权已到期', todo: '如果仍有需要，请向所有者索取新的密钥。' },
  GRANT_REVOKED: { title: '所有者已撤销赋权', todo: '如果仍有需要，请联系所有者。' },
  GRANT_SUSPENDED: { title: '所有者已暂停赋权', todo: '所有者恢复后会自动继续。' },
  GRANT_FULL: {
    title: '这项赋权的更改次数已达上限',
    todo: '请新建一项赋权，再撤销这一项；撤销仍然有效。'
  },
  GRANT_SECRET_WRONG: {
    title: '密钥与赋权不符',
    todo: '请从收到的消息中重新复制，或索取新的密钥。'
  },
  GRANT_OWN: { title: '这是你自己的密钥', todo: '这些数据你已经拥有，请把密钥发给要接收的人。' },
  EPOCH_KEY_MISSING: { title: '无法打开较新的数据', todo: '相应的密钥尚未送达，或并非给你。' },
  POLICY_NOT_UNDERSTOOD: {
    title: '条款中有当前版本无法理解的内容',
    todo: '我们选择拒绝而不是忽略。请更新 datomspace 后再试。'
  },
  POLICY_DENIED: { title: '条款不允许此操作', todo: '请查看赋权条款，或询问所有者。' },
  COUNT_USED_UP: {
    title: '使用次数已达条款上限',
    todo: '本次未计数。如需继续使用，请向所有者申请。'
  },
  PLACE_UNSAID: {
    title: '条款只允许在特定国家或地区使用',
    todo: '请在设置中说明这台电脑所在的国家或地区。'
  },
  CONSENT_NEEDED: {
    title: '条款要求事先征得同意',
    todo: '请在“收到的”中打开这份赋权，征求同意。'
  },
  CORE_NOT_SHARED: {
    title: '这份数据没有分享给你',
    todo: '请向所有者索取密钥，并粘贴到“收到的赋权”中。'
  },
  LEVEL_FORBIDS: {
    title: '安全级别不允许此操作',
    todo: '请结束与之冲突的共享，或改为共享给指定的人，或将这些数据排除在外。'
  },
  SENDER_FORBIDDEN: { title: '此窗口无权进行该操作', todo: '请重启应用。' },
  CALL_UNKNOWN: { title: '应用各部分的版本不一致', todo: '请重启或重新安装应用。' }
}
