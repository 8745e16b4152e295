import type { Feed } from '../contract'
import type { Request } from './deep-link'

/**
 * What a link, a file or a second start asked for, kept until a window takes it: the space may not be
 * open yet, or there may be no window.
 */
export class PendingRequest {
  private request: Request | undefined

  /**
   * @param offer makes a one-time token of a path; undefined while the space is not open
   * @param feed where a window that is open already hears of it
   */
  constructor(
    private readonly offer: (path: string) => Promise<string | undefined>,
    private readonly feed: Feed
  ) {}

  /**
   * Keeps it, and tells a window that shows an open space, once: it then takes it. A window that comes
   * up later, or opens the space later, asks by itself.
   */
  put(request: Request): void {
    if (request.kind === 'show') return
    this.request = request
    this.feed.emit('window.open', { screen: request.kind === 'receive' ? 'receive' : 'import' })
  }

  async take(): Promise<{ key?: string; tokens: string[] }> {
    const request = this.request
    if (request?.kind === 'receive') {
      this.request = undefined
      return { key: request.key, tokens: [] }
    }
    if (request?.kind !== 'import') return { tokens: [] }
    // Taken before anything is awaited: two who ask at once must not both import it.
    this.request = undefined
    const tokens: string[] = []
    for (const path of request.paths) {
      const token = await this.offer(path)
      if (token === undefined) {
        // Not open yet: it stays pending until it is.
        this.request ??= request
        return { tokens: [] }
      }
      tokens.push(token)
    }
    return { tokens }
  }
}
