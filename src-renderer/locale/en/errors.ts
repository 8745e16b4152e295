import type { ErrorCode } from '../../contract'

/** For each refusal: what happened, and what to do next. */
export const errors = {
  INVALID_ARGUMENT: {
    title: 'Something in this entry is not valid',
    todo: 'Check what you entered and try again.'
  },
  NOT_FOUND: {
    title: 'This is no longer here',
    todo: 'It may have been deleted or changed in another window. Go back and look again.'
  },
  CONFLICT: {
    title: 'This changed in the meantime',
    todo: 'Look at the current version, then try again.'
  },
  LIMIT_EXCEEDED: {
    title: 'This is more than the limit allows',
    todo: 'Split it into smaller parts.'
  },
  UNSUPPORTED: {
    title: 'This is not possible here',
    todo: 'This system or this version cannot do it.'
  },
  CANCELLED: { title: 'Cancelled', todo: 'Nothing was changed.' },
  TIMEOUT: {
    title: 'No answer in time',
    todo: 'Try again. If it keeps happening, restart the app.'
  },
  CLOSED: {
    title: 'The space is closed',
    todo: 'Restart the app.'
  },
  INTERNAL: {
    title: 'Something went wrong in the app',
    todo: 'Try again. If it keeps happening, report the technical details below.'
  },
  PHRASE_INVALID: {
    title: 'These 24 words do not belong together',
    todo: 'Check spelling and order against your notes.'
  },
  KEYCHAIN_UNAVAILABLE: {
    title: 'No keychain service on this system',
    todo: 'Start one, such as GNOME Keyring or KWallet, or keep your key in a file with a passphrase.'
  },
  KEYCHAIN_LOCKED: {
    title: 'The keychain is locked',
    todo: 'Unlock it, then try again.'
  },
  KEYCHAIN_DENIED: {
    title: 'The system denied access to the keychain',
    todo: 'Allow datomspace in your keychain’s settings, then try again.'
  },
  KEYCHAIN_READBACK: {
    title: 'The keychain did not keep the key',
    todo: 'It was written and could not be read back. Choose another place for your key.'
  },
  PASSPHRASE_WRONG: {
    title: 'The passphrase is wrong',
    todo: 'Check the keyboard layout and try again.'
  },
  SEED_MISSING: {
    title: 'The key of this space is not in the keychain',
    todo: 'Restore it from your 24 words.'
  },
  SEED_MISMATCH: {
    title: 'The key in the keychain belongs to another space',
    todo: 'Restore this space from its own 24 words, or choose the other space’s folder.'
  },
  STATEMENT_INVALID: {
    title: 'The signature is not valid',
    todo: 'The document was changed or is not genuine. Do not rely on it.'
  },
  FILE_UNREADABLE: {
    title: 'The file cannot be read',
    todo: 'Check that it exists and that you may open it, then choose it again.'
  },
  FILE_TOO_LARGE: {
    title: 'The file is too large',
    todo: 'Split it into smaller files.'
  },
  FORMAT_UNKNOWN: {
    title: 'This is not a kind of file that can be read here',
    todo: 'Use vCard (.vcf), CSV or a ZIP of them.'
  },
  LAYOUT_UNKNOWN: {
    title: 'The columns of this file are not known',
    todo: 'Say which column holds what.'
  },
  CHARSET_UNKNOWN: {
    title: 'This character set is not known',
    todo: 'Choose another one and look at the preview.'
  },
  STORAGE_LOCKED: {
    title: 'Another program is using this space',
    todo: 'Close the other one (window, command or server), then try again.'
  },
  STORAGE_CORRUPT: {
    title: 'The stored data is damaged',
    todo: 'Do not write to it. Restore from a backup, or restore your identity from the 24 words.'
  },
  STORAGE_FULL: {
    title: 'The disk is full',
    todo: 'Make room, then restart the app. Nothing was lost.'
  },
  STORAGE_COPIED: {
    title: 'This is a copy of a space',
    todo: 'Two copies would contradict each other for good. Use the original, or restore from the 24 words.'
  },
  HOST_TAKEN: {
    title: 'Another space on this computer has this name',
    todo: 'Close it or choose another name.'
  },
  HOST_NOT_FOUND: {
    title: 'No space of this name was found',
    todo: 'Check the name, and that the other side is online.'
  },
  REMOTE_UNSUPPORTED: {
    title: 'This cannot be done from a distance',
    todo: 'Do it on the computer where the space is.'
  },
  NOT_WRITABLE: {
    title: 'This is not yours to change',
    todo: 'Only its owner can change it.'
  },
  OFFLINE: {
    title: 'You are offline',
    todo: 'Everything local works. Try again when you are online.'
  },
  PEER_UNREACHABLE: {
    title: 'The other space cannot be reached',
    todo: 'It may be switched off or offline. Try again when its owner is online.'
  },
  PEER_PROTOCOL: {
    title: 'The other side does not speak as expected',
    todo: 'One of you may need a newer version of the app.'
  },
  KEY_MALFORMED: {
    title: 'This is not a share key',
    todo: 'A key starts with datom1 or datomspace://. Copy it again from the message you got.'
  },
  KEY_OF_PERSON: {
    title: 'This is the key of a person, and not of a share',
    todo: 'Add them under People. What they share with you has a key of its own, which starts with datom1.'
  },
  KEY_OF_SHARE: {
    title: 'This is the key of a share, and not of a person',
    todo: 'Paste it under Received. The key of a person starts with person1.'
  },
  KEY_TRUNCATED: {
    title: 'The end of this key is missing',
    todo: 'Copy the whole key: it may run over several lines.'
  },
  KEY_MISTYPED: {
    title: 'This key has a typing mistake',
    todo: 'One or more characters are wrong. Copy it instead of typing it.'
  },
  KEY_VERSION: {
    title: 'This key is from a newer version',
    todo: 'Update datomspace, then paste it again.'
  },
  GRANT_UNKNOWN: {
    title: 'The owner does not know this key',
    todo: 'Ask for a new one.'
  },
  GRANT_EXPIRED: {
    title: 'This share has expired',
    todo: 'If you still need it, ask the owner for a new key.'
  },
  GRANT_REVOKED: {
    title: 'The owner has ended this share',
    todo: 'Ask the owner if you still need it.'
  },
  GRANT_SUSPENDED: {
    title: 'The owner has suspended this share',
    todo: 'It goes on when the owner resumes it.'
  },
  GRANT_FULL: {
    title: 'This share was changed as often as it can be',
    todo: 'Make a new share, then revoke this one. Revoking still works.'
  },
  GRANT_SECRET_WRONG: {
    title: 'This key does not fit the share',
    todo: 'Copy it again from the message you got, or ask for a new one.'
  },
  GRANT_OWN: {
    title: 'This is a key of your own',
    todo: 'You already have this data. Send the key to the person it is meant for.'
  },
  EPOCH_KEY_MISSING: {
    title: 'Newer data cannot be opened',
    todo: 'Its key has not arrived yet, or is not meant for you.'
  },
  POLICY_NOT_UNDERSTOOD: {
    title: 'The terms hold something that this version does not understand',
    todo: 'It is refused rather than ignored. Update datomspace, then try again.'
  },
  POLICY_DENIED: {
    title: 'The terms do not allow this',
    todo: 'Look at the terms of the share, or ask its owner.'
  },
  COUNT_USED_UP: {
    title: 'It has been used as often as its terms allow',
    todo: 'Nothing was counted. Ask its owner for more.'
  },
  PLACE_UNSAID: {
    title: 'The terms allow this in certain countries only',
    todo: 'Say in Settings in which country this computer is.'
  },
  CONSENT_NEEDED: {
    title: 'The terms allow this with consent only',
    todo: 'Ask for consent: open the share under “Received”.'
  },
  CORE_NOT_SHARED: {
    title: 'This is not shared with you',
    todo: 'Ask its owner for a key, and paste it under “Received”.'
  },
  LEVEL_FORBIDS: {
    title: 'The security level does not allow this',
    todo: 'End the share that stands in the way, choose a person instead of a key, or leave those datoms out.'
  },
  SENDER_FORBIDDEN: {
    title: 'This window may not do that',
    todo: 'Restart the app.'
  },
  CALL_UNKNOWN: {
    title: 'Parts of the app do not fit together',
    todo: 'Restart the app, or install it again.'
  }
} satisfies Record<ErrorCode, { title: string; todo: string }>
