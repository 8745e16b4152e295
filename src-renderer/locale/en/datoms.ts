export const datoms = {
  title: 'Datoms',
  lead: 'Your data as assets: each with its owner, level and versions, held in sets that have a key of their own.',
  sets: 'Sets',
  newSet: 'New set',
  newSetTitle: 'New set',
  newSetText:
    'A set holds datoms that belong together. It has a key of its own and can be shared as a whole.',
  setName: 'Name',
  setNamePlaceholder: 'For example Family',
  setNameMissing: 'Give the set a name.',
  renameTitle: 'Rename set',
  rename: 'Rename…',
  delete: 'Delete set…',
  created: 'Set created.',
  renamed: 'Set renamed.',
  deleted: 'Set deleted.',
  shares: { one: '{count} share', other: '{count} shares' },
  notShared: 'not shared',
  share: 'Share…',
  tabs: { datoms: 'Datoms', facts: 'Facts', credential: 'Ownership' },
  facts: {
    coreKey: 'Key',
    category: 'Category',
    level: 'Level of new datoms',
    owner: 'Owner',
    created: 'Created',
    count: 'Datoms',
    size: 'Size',
    sizeValue: '{bytes} in {blocks} blocks',
    epoch: 'Epoch',
    epochHint: 'The encryption key now in use. Each revocation starts a new one.',
    keyHint: 'Names this set for good. Knowing it gives nobody access: only a grant does.'
  },
  categories: { contacts: 'Contacts' },
  table: {
    label: 'Datoms of the set',
    search: 'Search in this set',
    name: 'Name',
    urn: 'URN',
    type: 'Type',
    contact: 'Contact',
    level: 'Level',
    status: 'Status',
    changed: 'Changed',
    version: 'Version',
    tags: 'Tags'
  },
  emptySet: {
    title: 'This set is empty',
    text: 'Import contacts into it, or add one by hand.'
  },
  empty: {
    title: 'No sets yet',
    text: 'The first import makes one. Or make one now and fill it later.'
  },
  cores: {
    title: 'Made by programs',
    unnamed: 'Core without a name',
    key: 'Key',
    hint: 'A program made it through the SDK. Whoever has its key can read it: give the key only to those who may.',
    blocks: 'Latest blocks',
    noBlocks: 'Nothing has been written into it yet.'
  }
}
