import type { DuplicateRow, Page } from '../shapes'
import { giveCards } from '../imports/existing'
import { Reading } from '../imports/reading'
import { DEFAULT_IMPORT_LIMITS } from '../imports/limits'
import type { Projection } from './projection'

export interface DuplicatesOptions {
  projection: Projection
  region: () => string | undefined | Promise<string | undefined>
  /** Another place of `import.worker.js` than beside the bundle. */
  workerFile?: string
}

interface Finding {
  revision: number
  rows: Promise<Omit<DuplicateRow, 'names'>[]>
}

/** The duplicates among one's own contacts, found in a worker and remembered until something changes. */
export class Duplicates {
  private finding: Finding | null = null
  private revision = 0

  constructor(private readonly options: DuplicatesOptions) {
    options.projection.on('change', () => this.revision++)
  }

  async page(offset: number, limit: number): Promise<Page<DuplicateRow>> {
    const { projection } = this.options
    await projection.settled()
    if (this.finding?.revision !== this.revision) {
      this.finding = { revision: this.revision, rows: this.find() }
    }
    const { rows } = this.finding
    const all = await rows.catch((error: unknown) => {
      if (this.finding?.rows === rows) this.finding = null
      throw error
    })
    return {
      rows: all.slice(offset, offset + limit).map(row => ({
        ...row,
        names: row.ids.map(id => projection.nameOf(id) ?? '')
      })),
      total: all.length,
      offset
    }
  }

  private async find(): Promise<Omit<DuplicateRow, 'names'>[]> {
    const { projection, workerFile } = this.options
    const region = await this.options.region()
    const { totalBytes, ...limits } = DEFAULT_IMPORT_LIMITS
    const reading = new Reading({
      session: { limits, totalBytes, ...(region && { region }) },
      ...(workerFile && { workerFile })
    })
    try {
      await giveCards(projection, cards => reading.call('addCards', cards))
      return await reading.call('duplicates')
    } finally {
      await reading.close()
    }
  }
}
