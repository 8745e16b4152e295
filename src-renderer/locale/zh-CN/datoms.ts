import type { Dictionary } from '../en'

export const datoms: Dictionary['datoms'] = {
  title: '数据资产',
  lead: '作为资产的数据：每一单元都有所有者、安全级别和版本，存放在各有密钥的集合中。',
  sets: '集合',
  newSet: '新建集合',
  newSetTitle: '新建集合',
  newSetText: '集合存放彼此相关的数据资产单元，拥有自己的密钥，可以整体分享。',
  setName: '名称',
  setNamePlaceholder: '例如：家人',
  setNameMissing: '请填写集合名称。',
  renameTitle: '重命名集合',
  rename: '重命名…',
  delete: '删除集合…',
  created: '已创建集合。',
  renamed: '已重命名集合。',
  deleted: '已删除集合。',
  shares: '{count} 份赋权',
  notShared: '未分享',
  share: '分享…',
  tabs: { datoms: '数据资产单元', facts: '概况', credential: '确权凭证' },
  facts: {
    coreKey: '密钥标识',
    category: '分类',
    level: '新单元的级别',
    owner: '所有者',
    created: '创建时间',
    count: '单元数量',
    size: '大小',
    sizeValue: '{bytes}，共 {blocks} 块',
    epoch: '密钥纪元',
    epochHint: '当前使用的加密密钥，每次撤销都会启用新的密钥。',
    keyHint: '永久标识这个集合。仅知道它并不能读取，必须有赋权。'
  },
  categories: { contacts: '联系人' },
  table: {
    label: '集合中的数据资产单元',
    search: '在此集合中搜索',
    name: '名称',
    urn: 'URN',
    type: '类型',
    contact: '联系人',
    level: '级别',
    status: '状态',
    changed: '更改时间',
    version: '版本',
    tags: '标签'
  },
  emptySet: {
    title: '这个集合是空的',
    text: '可以向其中导入联系人，或手动添加。'
  },
  empty: {
    title: '还没有集合',
    text: '第一次导入时会自动创建，也可以现在创建，以后再添加内容。'
  },
  cores: {
    title: '程序创建',
    unnamed: '未命名的核心',
    key: '密钥',
    hint: '由程序通过 SDK 创建。谁有它的密钥，谁就能读取：请只交给可以读取的人。',
    blocks: '最新数据块',
    noBlocks: '还没有写入任何内容。'
  }
}
