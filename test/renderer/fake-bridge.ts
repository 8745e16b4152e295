import type { Answer, Bridge, EventName, Events, Failure } from '../../src-renderer/contract'
import { listen } from '../../src-renderer/stores/bridge'

type Handler = (params: never) => unknown

/** What a fake bridge throws to refuse a call. */
export function refusal(code: Failure['code'], details: Failure['details'] = {}): Failure {
  return { code, message: code, details }
}

/**
 * Puts a bridge in the place of the preload's and starts to listen to it. A handler that throws a
 * {@link refusal} answers with it; calls without a handler are refused.
 */
export function fakeBridge(handlers: Record<string, Handler>) {
  const calls: { name: string; params: unknown }[] = []
  const heard = new Set<Parameters<Bridge['on']>[0]>()
  let sequence = 0

  const bridge: Bridge = {
    platform: 'linux',
    locale: 'en',
    fileToken: file => Promise.resolve({ ok: true, value: `token of ${file.name}` }),
    on: listener => {
      heard.add(listener)
      return () => heard.delete(listener)
    },
    call: async (name, params) => {
      calls.push({ name, params })
      const handler = handlers[name]
      if (!handler) return { ok: false, error: refusal('CALL_UNKNOWN') }
      try {
        return { ok: true, value: structuredClone(await handler(params as never)) } as Answer<never>
      } catch (thrown) {
        return { ok: false, error: thrown as Failure }
      }
    }
  }
  Object.assign(globalThis, { window: { datomspace: bridge } })
  const stop = listen()

  return {
    calls,
    stop,
    named: (name: string) => calls.filter(call => call.name === name).map(call => call.params),
    emit<Name extends EventName>(name: Name, body: Events[Name]): void {
      sequence++
      for (const listener of heard) listener({ sequence, name, body })
    },
    /** As if an event had been lost on its way. */
    loseOne(): void {
      sequence++
    }
  }
}

/** Lets everything that was started come to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}
