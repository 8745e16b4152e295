import { call } from '../../stores/bridge'
import { useToasts } from '../../stores/toasts'

/** Main asks where the report of an import goes and writes it there. */
export function useReportFile() {
  const toasts = useToasts()

  async function save(id: string): Promise<void> {
    try {
      const { saved, name } = await call('imports.reportFile', { id })
      if (saved) toasts.success('imports.report.saved', { name })
    } catch (thrown) {
      toasts.failure(thrown)
    }
  }

  return { save }
}
