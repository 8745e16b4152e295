import { DEFAULT_IMPORT_LIMITS } from './limits'
import type { ImportsOptions } from './options'
import { Reading, type ReadingOptions } from './reading'

/** A worker that reads as a person has set it. */
export async function startReading(
  options: ImportsOptions,
  onevent?: ReadingOptions['onevent']
): Promise<Reading> {
  const { totalBytes, ...limits } = { ...DEFAULT_IMPORT_LIMITS, ...options.limits }
  const region = await options.region?.()
  const locale = await options.locale?.()
  const { workerFile } = options
  return new Reading({
    session: { limits, totalBytes, ...(region && { region }), ...(locale && { locale }) },
    ...(workerFile && { workerFile }),
    ...(onevent && { onevent })
  })
}
