import { dirname, join } from 'node:path'
import { bundle } from '../process'
import { Home, type HomeOptions } from './home'

/** The real worker of imports, built once for the same sources. */
export async function importWorker(): Promise<string> {
  return join(dirname(await bundle('test/programs/importing.ts')), 'import.worker.js')
}

/** Alice's space, with the worker. */
export async function openHome(options: HomeOptions = {}): Promise<Home> {
  return Home.open({ workerFile: await importWorker(), ...options })
}
