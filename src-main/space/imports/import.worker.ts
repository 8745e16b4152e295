/**
 * The entry of the worker thread in which files are read and records compared, so that the main
 * thread stays free. Calls come as messages and are answered in turn, as soon as they are done.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { DatomspaceError } from '../../error'
import type { Plan } from './plan'
import type { Request, Response, WorkerData } from './rpc'
import type { StoredCards } from './existing'
import { cardsIn, duplicatesAmong, ImportSession } from './session'

const port = parentPort
if (!port) throw new Error('import.worker.js runs as a worker thread only')
const { session: options } = workerData as WorkerData

const say = (message: Response, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
const session = new ImportSession(options, (event, body) => say({ event, body }))
const cards: Parameters<typeof duplicatesAmong>[0] = []

const calls: Record<string, (...params: never[]) => unknown> = {
  addExisting: session.addExisting.bind(session),
  addKnown: session.addKnown.bind(session),
  open: session.open.bind(session),
  adopt: session.adopt.bind(session),
  configure: session.configure.bind(session),
  preview: session.preview.bind(session),
  page: session.page.bind(session),
  choose: session.choose.bind(session),
  card: session.card.bind(session),
  row: session.row.bind(session),
  plan: session.plan.bind(session),
  newBlobs: session.newBlobs.bind(session),
  retry: session.retry.bind(session),
  readAgain: session.readAgain.bind(session),
  inspectionOf: session.inspectionOf.bind(session),
  addCards: (batch: StoredCards) => void cards.push(...cardsIn(batch)),
  duplicates: () => duplicatesAmong(cards.sort(byId), options.region)
}

/** Ids are in the order in which contacts were made. */
function byId([left]: (typeof cards)[number], [right]: (typeof cards)[number]): number {
  return left < right ? -1 : 1
}

async function answer({ id, method, params }: Request): Promise<void> {
  try {
    const value = await calls[method]!(...(params as never[]))
    say(
      { id, ok: true, value },
      method === 'plan' ? [(value as Plan).made.bytes.buffer as ArrayBuffer] : []
    )
  } catch (thrown) {
    const { code, message, details } = DatomspaceError.from(thrown)
    say({ id, ok: false, error: { code, message, details } })
  }
}

port.on('message', (request: Request) => void answer(request))
