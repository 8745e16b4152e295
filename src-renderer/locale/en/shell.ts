export const shell = {
  app: {
    nav: 'Main navigation'
  },
  nav: {
    contacts: 'Contacts',
    datoms: 'Datoms',
    sharing: 'Sharing',
    received: 'Received',
    people: 'People',
    imports: 'Imports',
    meter: 'Usage',
    activity: 'Activity',
    settings: 'Settings',
    palette: 'Search…',
    newContact: 'New contact',
    importFile: 'Import file…'
  },
  actions: {
    apply: 'Apply',
    back: 'Back',
    cancel: 'Cancel',
    clear: 'Clear',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    create: 'Create',
    deleteMore: 'Delete…',
    done: 'Done',
    more: 'More actions',
    open: 'Open',
    rename: 'Rename',
    retry: 'Try again',
    save: 'Save',
    select: 'Select',
    undo: 'Undo'
  },
  words: {
    none: 'None',
    noEnd: 'No end',
    unknown: 'Unknown',
    details: 'Technical details',
    pair: '{name}: {value}',
    sentence: '{text}.'
  },
  filter: {
    personAll: 'Everybody',
    time: 'Time',
    timeAll: 'All time',
    last: {
      day: 'Last 24 hours',
      week: 'Last 7 days',
      month: 'Last 30 days',
      year: 'Last 12 months'
    },
    clear: 'Show all'
  },
  moment: {
    pick: 'Pick a day',
    day: 'Day',
    before: 'Month before',
    after: 'Month after',
    parts: {
      year: 'Year',
      month: 'Month',
      day: 'Day',
      hour: 'Hour',
      minute: 'Minute',
      dayPeriod: 'AM or PM'
    }
  },
  status: {
    label: 'State of the space',
    online: 'Online',
    connecting: 'Connecting…',
    offline: 'Offline',
    syncing: 'Syncing',
    paused: 'Paused',
    attention: 'Needs attention',
    onlineHint: 'Your shares can be reached, and shares you follow are kept up to date.',
    connectingHint: 'Looking for other spaces. Everything local works meanwhile.',
    offlineHint: 'No network. Everything local works; sharing goes on when you are back online.',
    syncingHint: 'Data is being sent or received.',
    pausedHint: 'You paused all network work. Nobody can reach your shares.',
    attentionHint: 'Something needs a decision from you.',
    troubles: {
      received: 'A share that you follow failed. Open Received: it says why, and what can be done.',
      merge:
        'Merging contacts, or separating them again, was cut off, and was refused when it was to be completed. Nothing is lost. Open Activity: it names the contact; there you can do it again.',
      'trail-broken':
        'The audit trail is not as this space wrote it: entries were changed or cut off. Open Activity and verify it, export what is there, and compare it with an earlier export.',
      'trail-unwritten':
        'The audit trail cannot be written now. Make room on the disk; what happened meanwhile is kept in memory and written then, so do not quit.'
    },
    peers: { one: '{count} connection', other: '{count} connections' },
    noPeers: 'no connections',
    pause: 'Pause network',
    resume: 'Resume network',
    pausedToast: 'Network paused. Nobody can reach your shares until you resume.',
    resumedToast: 'Network resumed.'
  },
  drop: {
    title: 'Drop to import contacts',
    text: 'vCard, CSV or ZIP. You review everything before anything is saved.',
    image: 'A picture of a QR code is read as a share key.',
    unsupported:
      'Nothing here can be read. Drop vCard, CSV or ZIP files, or a picture of a QR code.',
    keyTitle: 'Drop to see what this key offers',
    keyText: 'You see who offers what before anything is accepted.'
  },
  palette: {
    label: 'Search and commands',
    placeholder: 'Find a contact, a screen or a command',
    contacts: 'Contacts',
    screens: 'Go to',
    commands: 'Commands',
    empty: 'Nothing found for “{query}”',
    hint: 'Up and down to choose, Enter to open, Esc to close',
    themeLight: 'Use light theme',
    themeDark: 'Use dark theme',
    themeSystem: 'Use the system theme',
    languageEn: 'English',
    languageZh: '中文（简体）',
    receiveKey: 'Open a share key…',
    addPerson: 'Add a person…',
    askPerson: 'Ask somebody for something…',
    shareSet: 'Share a set…',
    exportAll: 'Export all contacts…',
    duplicates: 'Find duplicates'
  },
  toast: {
    region: 'Notifications',
    dismiss: 'Dismiss'
  },
  levels: {
    label: 'Security level',
    public: 'Public',
    internal: 'Internal',
    personal: 'Personal',
    confidential: 'Confidential',
    restricted: 'Restricted',
    hint: {
      public: 'Anyone may see it.',
      internal: 'For the people you work or live with.',
      personal: 'About a person. The level for contacts.',
      confidential: 'Would do harm in the wrong hands: to named people only.',
      restricted: 'To named people only, only to look at, and for a limited time.'
    }
  },
  datomStatus: {
    active: 'Active',
    retired: 'Retired',
    disputed: 'Disputed'
  },
  keychains: {
    keytar: 'System keychain',
    file: 'File with a passphrase',
    memory: 'Memory only',
    hint: {
      keytar: 'The operating system keeps your key and opens it when you log in.',
      file: 'Your key is sealed in a file. You type the passphrase each time the app starts.',
      memory: 'Your key is gone when the app closes. For trying things out.'
    },
    unavailable: 'Not available: {reason}',
    reasons: {
      KEYCHAIN_UNAVAILABLE: 'no keychain service is running on this system',
      KEYCHAIN_LOCKED: 'the keychain is locked',
      KEYCHAIN_DENIED: 'the system denied access'
    }
  }
}
