import createTestnet from 'hyperdht/testnet'

/** A DHT of this machine alone. */
export async function localNetwork(): Promise<{ bootstrap: string[]; close(): Promise<void> }> {
  const testnet = await createTestnet(3, { host: '127.0.0.1' })
  const bootstrap = testnet.bootstrap.map(
    ({ host, port }: { host: string; port: number }) => `${host}:${port}`
  )
  return { bootstrap, close: () => testnet.destroy() }
}
