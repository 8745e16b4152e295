import HyperDHT from 'hyperdht'
import type { NoiseStream } from '@hyperswarm/secret-stream'
import { clock } from './statistics'

/** What a transfer is held against: the same bytes over the same encrypted stream, and nothing else. */
const CHUNK = 64 * 1024

interface RawServer {
  listen(): Promise<void>
  readonly publicKey: Buffer
}

/** The surface of a DHT node that only this bench uses. */
type Listening = HyperDHT & { createServer(onstream: (stream: NoiseStream) => void): RawServer }

function node(bootstrap: string[]): HyperDHT {
  return new HyperDHT({ bootstrap, host: '127.0.0.1', firewalled: false })
}

/** Sends so many bytes to everybody who dials; returns the key to dial, in hex. */
export async function sendRaw(params: { bootstrap: string[]; bytes: number }): Promise<string> {
  const server = (node(params.bootstrap) as Listening).createServer(stream => {
    stream.on('error', () => {})
    void send(stream, params.bytes)
  })
  await server.listen()
  return server.publicKey.toString('hex')
}

async function send(stream: NoiseStream, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes; sent += CHUNK) {
    const chunk = Buffer.alloc(Math.min(CHUNK, bytes - sent), sent)
    if (!stream.write(chunk))
      await new Promise<void>(resolve => stream.once('drain', () => resolve()))
  }
}

/** Milliseconds to dial, and then until the last byte was here. */
export async function receiveRaw(params: {
  bootstrap: string[]
  key: string
  bytes: number
}): Promise<{ dial: number; transfer: number }> {
  const dht = node(params.bootstrap)
  await dht.fullyBootstrapped()
  const from = clock()
  const stream = dht.connect(Buffer.from(params.key, 'hex'))
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', reject)
  })
  const opened = clock()
  await new Promise<void>((resolve, reject) => {
    let left = params.bytes
    stream.on('data', chunk => {
      left -= (chunk as Buffer).byteLength
      if (left <= 0) resolve()
    })
    stream.once('error', reject)
  })
  const done = clock()
  stream.on('error', () => {})
  stream.destroy()
  await dht.destroy({ force: true })
  return { dial: opened - from, transfer: done - opened }
}
