/**
 * contract: the words spoken between processes. The one list of calls and events, their schemas, and
 * the router that checks every call before anything acts on it. The same contract serves the windows
 * of the app (over Electron's IPC) and local programs such as the command line (over the local
 * socket).
 *
 * May import `space` and every room below it. Promises that nothing unchecked reaches a handler and
 * that an answer is always plain data.
 */
export { calls } from './calls'
export type { Answer, CallName, Calls, Checked, Params, Result } from './calls'
export type { EventMessage, EventName, Events } from './events'
export { Feed } from './feed'
export { failureOf, Router } from './router'
export type { Caller, Handler, Handlers } from './router'
// What calls and events carry, so that a page needs the types of no other room.
export type * from '../contacts/card'
export type { ProblemCode } from '../contacts/read'
export type { ErrorCode, ErrorDetails } from '../error'
export type * from '../space/shapes'
