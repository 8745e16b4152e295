interface Verifier {
  DataIntegrityProof: new (options: object) => object
  createVerifyCryptosuite(): object
  default: {
    verify(document: object, options: object): Promise<{ verified: boolean }>
    purposes: { AssertionProofPurpose: new () => object }
  }
}

// Packages of other people that ship no types and share no code with ours.
const load = (name: string): Promise<Verifier> => import(/* @vite-ignore */ name)

/** A DID document and its key, made from the text of the did:key alone; everything else is off the net. */
async function offlineLoader(url: string) {
  const [did, fragment] = url.split('#') as [string, string | undefined]
  if (!did.startsWith('did:key:z')) throw new Error(`${url} is not to be fetched`)
  const multibase = did.slice('did:key:'.length)
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${did}#${multibase}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: multibase
  }
  const controller = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [method],
    assertionMethod: [method.id]
  }
  return { documentUrl: url, contextUrl: null, document: fragment ? method : controller }
}

/** Whether somebody else's verifier takes it for signed by who it says. */
export async function verifyElsewhere(document: object): Promise<boolean> {
  const { DataIntegrityProof } = await load('@digitalbazaar/data-integrity')
  const { createVerifyCryptosuite } = await load('@digitalbazaar/eddsa-jcs-2022-cryptosuite')
  const { default: jsigs } = await load('jsonld-signatures')
  const result = await jsigs.verify(document, {
    suite: new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() }),
    purpose: new jsigs.purposes.AssertionProofPurpose(),
    documentLoader: offlineLoader
  })
  return result.verified
}
