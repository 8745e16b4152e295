const CHUNK = 1 << 20

/** A text as its UTF-8 bytes, where they lie. */
export interface Place {
  chunk: Buffer
  start: number
  end: number
}

/** Many short texts in a few large buffers: encoded once, and nothing that the collector has to walk. */
export class Arena {
  private chunk = Buffer.alloc(0)
  private used = 0

  add(text: string): Place {
    const most = text.length * 3
    if (most > this.chunk.length - this.used) {
      this.chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK, Buffer.byteLength(text)))
      this.used = 0
    }
    const start = this.used
    this.used += this.chunk.write(text, start)
    return { chunk: this.chunk, start, end: this.used }
  }
}

export function bytesAt({ chunk, start, end }: Place): Buffer {
  return chunk.subarray(start, end)
}
