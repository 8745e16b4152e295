// Imports nothing, so that a page gets it without the rest of this room.

/** What can be wrong with a statement. */
export type StatementFault =
  | 'json'
  | 'proof'
  | 'cryptosuite'
  | 'verificationMethod'
  | 'proofPurpose'
  | 'created'
  | 'expires'
  | 'expired'
  | 'domain'
  | 'challenge'
  | 'context'
  | 'previousProof'
  | 'proofValue'
  | 'signature'
  | 'issuer'
