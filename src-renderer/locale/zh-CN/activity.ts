import type { Dictionary } from '../en'

export const activity: Dictionary['activity'] = {
  title: '活动记录',
  lead: '你的数据及其权利发生过的一切。每条记录均经签名，并与上一条相连。',
  list: '活动记录，最新的在前',
  search: '搜索活动记录',
  verify: '核验',
  verifyFile: '核验文件…',
  export: '导出…',
  exported: '已保存 {name}，共 {count} 条。任何人都可离线核验。',
  filter: {
    kind: '类型',
    kindAll: '全部类型',
    person: '对方'
  },
  empty: {
    title: '还没有任何活动',
    text: '创建、分享或接收数据后，都会记录在这里。记录只能增加，任何人都可核验。'
  },
  nothingFound: {
    title: '没有符合的记录',
    text: '没有一条记录同时满足这些条件。'
  },
  registration: {
    first: '首次登记',
    license: '许可登记',
    change: '变更登记',
    transfer: '转移登记',
    cancellation: '注销登记',
    objection: '异议登记',
    none: '不属于登记'
  },
  verdict: {
    whole: '记录完整',
    wholeText: '共 {count} 条，从 {from} 到 {to}：没有被改动、删去或调换顺序。',
    wholeEmpty: '其中还没有任何条目。',
    broken: '记录与签名时不一致',
    brokenText: '查明原因之前，请勿采信其中的内容。',
    file: '文件 {name}',
    ownerYou: '由你签名。',
    ownerOther: '由 {did} 签名。',
    continues: '你的记录正是从这份文件延续下来的。',
    contradicts: '你的记录与这份文件的历史不同：其中之一被改写过。',
    foreign: '这是另一个数据空间的记录。'
  },
  faults: {
    unreadable: '这不是活动记录，或其签名不正确。',
    malformed: '第 {number} 条无法读取。',
    changed: '第 {number} 条在签名后被改动，或由他人写入。',
    dropped: '自第 {number} 条起缺少 {count} 条。',
    reordered: '第 {number} 条不在原来的位置。',
    repeated: '第 {number} 条出现了两次。',
    rewritten: '第 {number} 条是真实的，但属于另一段历史。',
    cut: '末尾的 {count} 条被截去。',
    added: '签名之后又添加了 {count} 条。'
  },
  detail: {
    title: '第 {number} 条',
    close: '关闭',
    at: '时间',
    registration: '登记类型',
    person: '对方',
    did: '身份标识',
    subject: '对象',
    grant: '赋权',
    hash: '哈希值',
    facts: '附记',
    onlyPerson: '只看与此人有关的',
    onlySubject: '只看与此对象有关的'
  },
  facts: {
    count: '联系人数',
    created: '新增',
    updated: '更新',
    merged: '合并',
    unmerged: '拆分',
    refused: '拒绝原因',
    undone: '已撤销',
    import: '导入',
    length: '核心长度',
    root: '核心根哈希',
    set: '集合',
    level: '安全级别',
    leftOut: '未包含',
    status: '状态',
    category: '类别',
    version: '版本',
    restored: '恢复的版本',
    tags: '标签变动数',
    photo: '照片',
    label: '赋权名称',
    name: '名称',
    was: '原名称',
    from: '来自',
    until: '有效期至',
    told: '赋权方操作时间',
    fields: '字段',
    selection: '选择方式',
    format: '格式',
    reason: '原因',
    digest: '凭证摘要',
    transfer: '转移',
    direction: '方向',
    state: '状态',
    declared: '事件',
    phase: '开始或结束',
    message: '留言'
  },
  values: {
    set: '整个集合',
    datoms: '选定的联系人',
    tag: '带某个标签的联系人',
    in: '对方发来',
    out: '你发出',
    OwnerRequest: '所有者提出要求',
    DataBreach: '数据泄露',
    begins: '开始',
    ends: '结束',
    queued: '待发送',
    sent: '已发送',
    waiting: '等待答复',
    granted: '已同意',
    declined: '已拒绝',
    withdrawn: '已撤回'
  },
  gone: '已不存在的联系人',
  goneOther: '已不存在的对象',
  something: '一部分数据',
  somebody: '对方',
  events: {
    mint: {
      set: '创建了集合“{subject}”',
      one: '创建了联系人 {subject}',
      gone: '创建了一位联系人',
      many: '导入 {count} 位联系人到“{subject}”'
    },
    change: {
      renamed: '集合“{was}”更名为“{name}”',
      set: '更改了集合“{subject}”',
      one: '更改了联系人 {subject}',
      gone: '更改了一位联系人',
      level: '更改了 {subject} 的安全级别',
      status: '更改了 {subject} 的状态',
      restored: '恢复了 {subject} 的较早版本',
      merged: '{merged} 位联系人合并为 {subject}',
      unmerged: '撤销了 {subject} 的合并',
      refused: '对 {subject} 的操作曾中断且无法完成',
      photo: '更换了 {subject} 的照片',
      many: '更改了“{subject}”中的 {count} 位联系人'
    },
    delete: {
      set: '删除了集合“{subject}”',
      one: '删除了联系人 {subject}',
      gone: '删除了一位联系人',
      undone: '撤销了向“{subject}”的导入：{count} 位联系人',
      many: '删除了“{subject}”中的 {count} 位联系人'
    },
    grant: {
      one: '将“{subject}”分享给持有密钥者',
      person: '将“{subject}”分享给 {person}'
    },
    accept: {
      one: '接受了 {person} 的“{subject}”',
      own: '{person} 接受了“{subject}”'
    },
    renew: {
      one: '赋权“{subject}”更改了期限',
      held: '{person} 更改了“{subject}”的期限'
    },
    narrow: {
      one: '收窄了赋权“{subject}”',
      leftOut: '赋权“{subject}”不再包含安全级别已提高的内容',
      held: '{person} 收窄了“{subject}”'
    },
    suspend: {
      one: '暂停了赋权“{subject}”',
      held: '{person} 暂停了“{subject}”'
    },
    resume: {
      one: '恢复了赋权“{subject}”',
      held: '{person} 恢复了“{subject}”'
    },
    declare: {
      held: '{person} 记录了“{subject}”条款所依据的事件',
      one: '记录了赋权“{subject}”条款所依据的事件',
      OwnerRequest: '记录了你对赋权“{subject}”提出的要求',
      OwnerRequestOver: '记录了你对赋权“{subject}”的要求已结束',
      DataBreach: '记录了赋权“{subject}”发生数据泄露',
      DataBreachOver: '记录了赋权“{subject}”的数据泄露已结束'
    },
    revoke: {
      one: '撤销了赋权“{subject}”',
      held: '{person} 撤销了“{subject}”'
    },
    expire: {
      one: '赋权“{subject}”已到期',
      held: '{person} 的“{subject}”已到期'
    },
    end: {
      one: '{person} 结束了赋权“{subject}”',
      held: '停止接收 {person} 的“{subject}”'
    },
    delegate: {
      one: '将“{subject}”转授给 {person}'
    },
    request: {
      one: '向 {person} 请求{subject}',
      in: '{person} 请求{subject}',
      granted: '与 {person} 之间的请求已同意：{subject}',
      declined: '与 {person} 之间的请求已拒绝：{subject}',
      withdrawn: '与 {person} 之间的请求已撤回：{subject}',
      consent: '就{subject}征求 {person} 的同意',
      consentIn: '{person} 就{subject}征求同意',
      consentDeclined: '与 {person} 之间关于{subject}的征求已被拒绝',
      consentBack: '与 {person} 之间关于{subject}的征求已撤回'
    },
    consent: {
      one: '就“{subject}”同意了 {person} 的请求',
      withdrawn: '撤销了就“{subject}”给 {person} 的同意',
      held: '{person} 就“{subject}”表示同意',
      heldWithdrawn: '{person} 撤销了就“{subject}”的同意'
    },
    transfer: {
      one: '{subject} 转移给了 {person}'
    },
    receive: {
      one: '{subject} 由 {person} 转来'
    },
    retire: {
      one: '{subject} 已停用'
    },
    dispute: {
      one: '{subject} 被提出异议'
    },
    export: {
      one: '导出了联系人 {subject}',
      gone: '导出了一位联系人',
      many: '导出了“{subject}”中的 {count} 位联系人',
      held: '导出了 {person} 的“{subject}”中的 {count} 位联系人'
    }
  }
}
