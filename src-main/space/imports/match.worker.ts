/** The entry of the worker thread that finds duplicates while the import worker reads on. */
import { parentPort, workerData } from 'node:worker_threads'
import { DatomspaceError } from '../../error'
import { Matcher } from './matcher'
import type { MatchData, MatchRequest, MatchResponse } from './matching'

const port = parentPort
if (!port) throw new Error('match.worker.js runs as a worker thread only')
const matcher = new Matcher((workerData as MatchData).region)

function answer({ method, param }: MatchRequest): MatchResponse {
  try {
    return { ok: true, value: matcher[method](param as never) }
  } catch (thrown) {
    const { code, message, details } = DatomspaceError.from(thrown)
    return { ok: false, error: { code, message, details } }
  }
}

port.on('message', (request: MatchRequest) => port.postMessage(answer(request)))
