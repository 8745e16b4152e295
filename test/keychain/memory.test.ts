import { expect, it } from 'vitest'
import { MemoryKeychain } from '../../src-main/keychain'
import { conformsToKeychain } from './conformance'

conformsToKeychain('memory', { open: async () => new MemoryKeychain() })

it('memory says that it is not a safe place', () => {
  expect(new MemoryKeychain().describe()).toMatchObject({ secure: false, location: null })
})
