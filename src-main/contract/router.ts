import * as v from 'valibot'
import { DatomspaceError } from '../error'
import type { Failure } from '../space/shapes'
import { calls, type Answer, type CallName, type Checked, type Result } from './calls'

/** Where a call came from. A `window` is the app's own page, a `socket` a program of this user. */
export type Caller = 'window' | 'socket'

export type Handler<Name extends CallName> = (
  params: Checked<Name>,
  caller: Caller
) => Promise<Result<Name>> | Result<Name>

export type Handlers = { [Name in CallName]?: Handler<Name> }

/** Most issues of a refused parameter that a message names: enough to mend it, not a flood. */
const NAMED_ISSUES = 3

/**
 * Answers calls of the contract. It never rejects: whatever happens becomes an answer, because an
 * Error that crosses processes keeps only its message.
 *
 * Handlers are looked up at each call, so a space that opens or closes only swaps the table.
 */
export class Router {
  private readonly layers: (() => Handlers)[]

  /** @param layers tables of handlers, the first that knows a call answers it */
  constructor(...layers: (() => Handlers)[]) {
    this.layers = layers
  }

  async answer(name: unknown, params: unknown, caller: Caller): Promise<Answer<unknown>> {
    try {
      return { ok: true, value: await this.dispatch(name, params, caller) }
    } catch (thrown) {
      return { ok: false, error: failureOf(thrown) }
    }
  }

  private async dispatch(name: unknown, params: unknown, caller: Caller): Promise<unknown> {
    if (!isCallName(name)) {
      throw new DatomspaceError('CALL_UNKNOWN', `There is no call ${JSON.stringify(name)}`)
    }
    const call = calls[name]
    if (call.audience !== 'any' && call.audience !== caller) {
      throw new DatomspaceError('SENDER_FORBIDDEN', `${name} may not be called from a ${caller}`)
    }
    const checked = v.safeParse(call.params as v.GenericSchema, params ?? {})
    if (!checked.success) throw invalid(name, checked.issues)
    const handler = this.handlerOf(name)
    return handler(checked.output as never, caller)
  }

  private handlerOf(name: CallName): (params: never, caller: Caller) => unknown {
    for (const layer of this.layers) {
      const handler = layer()[name]
      if (handler) return handler as (params: never, caller: Caller) => unknown
    }
    throw new DatomspaceError('CLOSED', `${name} needs an open space: create or unlock it first`)
  }
}

/** What was thrown as plain data; an unexpected error is `INTERNAL` with its message. */
export function failureOf(thrown: unknown): Failure {
  const { code, message, details } = DatomspaceError.from(thrown)
  return { code, message, details }
}

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name)
}

function invalid(name: CallName, issues: readonly v.BaseIssue<unknown>[]): DatomspaceError {
  const named = issues.slice(0, NAMED_ISSUES).map(issue => {
    const path = v.getDotPath(issue as v.BaseIssue<unknown> & { path?: never })
    return path ? `${path}: ${issue.message}` : issue.message
  })
  return new DatomspaceError('INVALID_ARGUMENT', `${name}: ${named.join('; ')}`, {
    details: { call: name }
  })
}
