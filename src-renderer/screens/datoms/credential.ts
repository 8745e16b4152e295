export interface CredentialView {
  issuer: string
  types: string[]
  suite: string
  validFrom: string
  /** The whole JSON, indented; what was given when it is no JSON. */
  pretty: string
}

/** What a person wants to know of an ownership credential (Verifiable Credentials 2.0). */
export function readCredential(json: string): CredentialView {
  const value = parse(json)
  if (value === null) return { issuer: '', types: [], suite: '', validFrom: '', pretty: json }
  const proof = asRecord(Array.isArray(value.proof) ? value.proof[0] : value.proof)
  const issuer = typeof value.issuer === 'string' ? value.issuer : text(asRecord(value.issuer).id)
  return {
    issuer,
    types: [value.type].flat().filter(type => typeof type === 'string'),
    suite: text(proof.cryptosuite) || text(proof.type),
    validFrom: text(value.validFrom),
    pretty: JSON.stringify(value, null, 2)
  }
}

function parse(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? asRecord(value) : null
  } catch {
    // Not JSON: shown as it is.
    return null
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
