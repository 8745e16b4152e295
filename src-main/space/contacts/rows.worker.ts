/**
 * The entry of the worker thread in which datoms become rows, so that the main thread stays free while a
 * large set is read or received.
 */
import { parentPort } from 'node:worker_threads'
import { DatomspaceError } from '../../error'
import { readRows, type Answer, type Unread } from './reading'

const port = parentPort
if (!port) throw new Error('rows.worker.js runs as a worker thread only')

function answer(unread: Unread): Answer {
  const { number } = unread
  try {
    return { number, read: readRows(unread) }
  } catch (thrown) {
    const { code, message, details } = DatomspaceError.from(thrown)
    return { number, failure: { code, message, details } }
  }
}

port.on('message', (unread: Unread) => port.postMessage(answer(unread)))
port.postMessage('ready')
