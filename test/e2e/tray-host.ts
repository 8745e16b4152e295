import { createConnection, type Socket } from 'node:net'

/**
 * Something that says on the session bus that it draws tray icons, as desktops do: owns the name that
 * the app asks for, and answers what Chromium's tray icon wants to know with "no error".
 *
 * Speaks just enough of the D-Bus wire protocol (D-Bus Specification, "Message Protocol").
 */
export async function startTrayHost(): Promise<{ close(): void }> {
  const bus = await Bus.connect(busPath())
  await bus.call('Hello')
  await bus.call('RequestName', 'org.kde.StatusNotifierWatcher')
  return { close: () => bus.close() }
}

function busPath(): string {
  const address = process.env.DBUS_SESSION_BUS_ADDRESS ?? ''
  const path = /unix:(?:.*,)?(path|abstract)=([^,;]+)/.exec(address)
  if (!path) throw new Error('There is no session bus: run these with `npm test -- e2e`')
  return path[1] === 'abstract' ? `\0${path[2]}` : (path[2] as string)
}

const CALL = 1
const RETURN = 2

class Bus {
  private serial = 0
  private waiting: Buffer = Buffer.alloc(0)
  private readonly answers = new Map<number, () => void>()

  private constructor(private readonly socket: Socket) {
    socket.on('data', bytes => this.read(bytes))
  }

  static async connect(path: string): Promise<Bus> {
    const socket = createConnection(path)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
    await new Promise(resolve => socket.once('data', resolve))
    socket.write('BEGIN\r\n')
    return new Bus(socket)
  }

  /** Calls the bus itself; with a name, the call takes it and the flags 0. */
  call(member: string, name?: string): Promise<void> {
    const body =
      name === undefined ? Buffer.alloc(0) : Buffer.concat([text(name), pad4(name), u32(0)])
    const fields: [number, string, string][] = [
      [1, 'o', '/org/freedesktop/DBus'],
      [2, 's', 'org.freedesktop.DBus'],
      [3, 's', member],
      [6, 's', 'org.freedesktop.DBus'],
      ...(name === undefined ? [] : ([[8, 'g', 'su']] as [number, string, string][]))
    ]
    const serial = this.send(CALL, fields, body)
    return new Promise(resolve => this.answers.set(serial, resolve))
  }

  close(): void {
    this.socket.destroy()
  }

  private send(
    type: number,
    fields: [number, string, string][],
    body: Buffer,
    reply?: number
  ): number {
    const serial = ++this.serial
    let array = Buffer.alloc(0)
    const add = (part: Buffer): void => {
      const gap = Buffer.alloc((8 - (array.length % 8)) % 8)
      array = Buffer.concat([array, gap, part])
    }
    for (const [code, signature, value] of fields) {
      const content = signature === 'g' ? signatureText(value) : text(value)
      add(Buffer.concat([Buffer.from([code]), signatureText(signature), content]))
    }
    if (reply !== undefined) add(Buffer.concat([Buffer.from([5]), signatureText('u'), u32(reply)]))
    const head = Buffer.concat([
      Buffer.from(['l'.charCodeAt(0), type, 0, 1]),
      u32(body.length),
      u32(serial),
      u32(array.length),
      array
    ])
    const gap = Buffer.alloc((8 - (head.length % 8)) % 8)
    this.socket.write(Buffer.concat([head, gap, body]))
    return serial
  }

  /** Resolves our calls; answers everybody else's with an empty success. */
  private read(bytes: Buffer): void {
    this.waiting = Buffer.concat([this.waiting, bytes])
    while (this.waiting.length >= 16) {
      const fieldsLength = this.waiting.readUInt32LE(12)
      const total = Math.ceil((16 + fieldsLength) / 8) * 8 + this.waiting.readUInt32LE(4)
      if (this.waiting.length < total) return
      const message = this.waiting.subarray(0, total)
      this.waiting = this.waiting.subarray(total)
      const fields = fieldsOf(message.subarray(16, 16 + fieldsLength))
      if (message[1] === CALL) this.answer(message.readUInt32LE(8), String(fields.get(7) ?? ''))
      else this.answers.get(Number(fields.get(5)))?.()
    }
  }

  private answer(serial: number, sender: string): void {
    this.send(RETURN, [[6, 's', sender]], Buffer.alloc(0), serial)
  }
}

function fieldsOf(bytes: Buffer): Map<number, string | number> {
  const fields = new Map<number, string | number>()
  let at = 0
  while (at < bytes.length) {
    at = Math.ceil(at / 8) * 8
    const code = bytes[at] as number
    const signature = String.fromCharCode(bytes[at + 2] as number)
    at += 4
    if (signature === 'u') {
      fields.set(code, bytes.readUInt32LE(at))
      at += 4
    } else if (signature === 'g') {
      at += 2 + (bytes[at] as number)
    } else {
      const length = bytes.readUInt32LE(at)
      fields.set(code, bytes.toString('utf8', at + 4, at + 4 + length))
      at += 4 + length + 1
    }
  }
  return fields
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([u32(bytes.length), bytes, Buffer.alloc(1)])
}

function signatureText(value: string): Buffer {
  return Buffer.from([value.length, ...Buffer.from(value), 0])
}

/** What brings the end of a text to a multiple of four. */
function pad4(value: string): Buffer {
  return Buffer.alloc((4 - ((Buffer.byteLength(value) + 1) % 4)) % 4)
}
