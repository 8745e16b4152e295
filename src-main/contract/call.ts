import type * as v from 'valibot'

/**
 * Who may make a call: `any` for windows and local programs, `window` for the app's own screens
 * only (it needs a person or a dialog), `socket` for local programs only (it names paths or carries
 * whole files).
 */
export type Audience = 'any' | 'window' | 'socket'

export interface Call<Schema extends v.GenericSchema, Result> {
  params: Schema
  audience: Audience
  /** Never there at run time: carries the type of the result. */
  result?: Result
}

/** `call<Result>()(schema)`: two steps, because TypeScript infers all type arguments or none. */
export function call<Result>(audience: Audience = 'any') {
  return <Schema extends v.GenericSchema>(params: Schema): Call<Schema, Result> => ({
    params,
    audience
  })
}
