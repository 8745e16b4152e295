/** How a client's core reaches the blocks: over the local socket, or in its own copy. */
export interface CoreBackend {
  readonly key: Buffer
  readonly length: number
  readonly byteLength: number
  readonly fork: number
  readonly writable: boolean
  append(blocks: Buffer[]): Promise<{ length: number; byteLength: number }>
  /** `null` when it is not here and not waited for. */
  get(index: number, options: WaitOptions): Promise<Buffer | null>
  has(start: number, end: number): Promise<boolean>
  seek(byteOffset: number, options: WaitOptions): Promise<[number, number] | null>
  update(options: { wait?: boolean }): Promise<boolean>
  truncate(length: number, fork: number | undefined): Promise<void>
  clear(start: number, end: number): Promise<{ blocks: number }>
  info(): Promise<BackendInfo>
  /** A backend of its own at the present length; the caller closes it. */
  snapshot(): Promise<CoreBackend>
  listen(listener: BackendListener): () => void
  close(): Promise<void>
}

export interface WaitOptions {
  wait: boolean
  /** Milliseconds; 0 for ever. */
  timeout: number
  /** Aborted when the session that waits is closed. */
  signal?: AbortSignal
}

export interface BackendInfo {
  length: number
  contiguousLength: number
  byteLength: number
  fork: number
  padding: number
}

export interface BackendListener {
  append?(): void
  truncate?(length: number, fork: number): void
  /** The other end closed it for good. */
  close?(): void
}
