import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { chmod, lstat, mkdir, rmdir, stat, unlink } from 'node:fs/promises'
import { createConnection, createServer, type Server as NetServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatomspaceError } from '../../error'

/** The kernel's limit is 108 bytes on Linux and 104 on macOS; beyond, Node cuts the path off silently. */
const MAX_PATH = 103
const LOCK_PATIENCE = 10_000
const LOCK_STEP = 20

export interface ListeningSocket {
  server: NetServer
  close(): Promise<void>
}

/**
 * Where the space called `host` listens on this machine: a socket in a folder of this person alone
 * (`XDG_RUNTIME_DIR`, else the temporary folder), named by a hash, since names may be long; a named
 * pipe on Windows.
 */
export function socketPath(host: string, environment: NodeJS.ProcessEnv = process.env): string {
  const name = createHash('sha256').update(`datomspace/${host}`).digest('hex').slice(0, 32)
  const { username, uid } = userInfo()
  if (process.platform === 'win32') {
    const user = createHash('sha256').update(username).digest('hex').slice(0, 16)
    return `\\\\.\\pipe\\datomspace-${user}-${name}`
  }
  const runtime = environment.XDG_RUNTIME_DIR
  const folders = [
    ...(runtime ? [join(runtime, 'datomspace')] : []),
    join(tmpdir(), `datomspace-${uid}`),
    join('/tmp', `datomspace-${uid}`)
  ]
  const paths = folders.map(folder => join(folder, `${name}.sock`))
  return paths.find(path => Buffer.byteLength(path) <= MAX_PATH) ?? paths[paths.length - 1]!
}

/**
 * Connects, or resolves `null` when nobody listens there, or nobody who can only be this person: what
 * is said on the socket (keys, contacts) is for no one else who made its folder first.
 */
export async function connectSocket(path: string): Promise<Socket | null> {
  if (process.platform !== 'win32' && !(await isPrivate(dirname(path)))) return null
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.off('error', refused)
      resolve(socket)
    })
    const refused = (error: NodeJS.ErrnoException): void => {
      socket.destroy()
      // ENOENT: none there; ECONNREFUSED: one is left over from a process that was killed.
      const nobody = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EAGAIN'].includes(error.code ?? '')
      if (nobody) resolve(null)
      else reject(error)
    }
    socket.once('error', refused)
  })
}

/**
 * Listens for clients of `host`. A socket that was left over is taken over, a live one never: then it
 * throws `HOST_TAKEN`. Two that start at once agree by a lock folder, since between finding a socket
 * dead and replacing it the other could have replaced it already.
 */
export async function listenSocket(
  host: string,
  onconnection: (socket: Socket) => void
): Promise<ListeningSocket> {
  const path = socketPath(host)
  const server = createServer(onconnection)
  if (process.platform === 'win32') {
    await listen(server, path, host)
  } else {
    await privateFolder(join(path, '..'))
    await locked(`${path}.lock`, async () => {
      const live = await connectSocket(path)
      live?.destroy()
      if (live) throw taken(host)
      await unlink(path).catch(ignoreMissing)
      const mask = process.umask(0o177)
      try {
        await listen(server, path, host)
      } finally {
        process.umask(mask)
      }
      await chmod(path, 0o600)
    })
  }
  return { server, close: () => new Promise(resolve => server.close(() => resolve())) }
}

function listen(server: NetServer, path: string, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? taken(host) : error)
    )
    server.listen(path, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const facts = await lstat(folder)
  if (!isMine(facts)) {
    throw new DatomspaceError(
      'HOST_TAKEN',
      `${folder} belongs to somebody else, so clients cannot be served safely; remove it or set XDG_RUNTIME_DIR`,
      { details: { path: folder } }
    )
  }
  if ((facts.mode & 0o077) !== 0) await chmod(folder, 0o700)
}

/** Whether a folder is there in which nobody else can put a socket. */
async function isPrivate(folder: string): Promise<boolean> {
  const facts = await lstat(folder).catch(ignoreMissing)
  return facts !== undefined && isMine(facts) && (facts.mode & 0o022) === 0
}

function isMine(facts: Stats): boolean {
  return facts.isDirectory() && facts.uid === process.getuid?.()
}

async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const end = Date.now() + LOCK_PATIENCE
  while (!(await tryLock(lock))) {
    // Held for milliseconds; one that stays belongs to a process that was killed in them.
    if (Date.now() > end || (await ageOf(lock)) > LOCK_PATIENCE)
      await rmdir(lock).catch(ignoreMissing)
    await sleep(LOCK_STEP)
  }
  try {
    return await work()
  } finally {
    await rmdir(lock).catch(ignoreMissing)
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock, { mode: 0o700 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function ageOf(path: string): Promise<number> {
  const facts = await stat(path).catch(() => null)
  return facts ? Date.now() - facts.mtimeMs : 0
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function taken(host: string): DatomspaceError {
  return new DatomspaceError(
    'HOST_TAKEN',
    `Another space already serves "${host}" on this machine; close it, or choose another host name`,
    { details: { host } }
  )
}
