import { InvalidArgumentError } from 'commander'

/** For an option that may be given several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

/** `a,b,c` */
export function list(value: string): string[] {
  const parts = value.split(',').map(part => part.trim())
  if (parts.some(part => part === '')) throw new InvalidArgumentError('It is a list: a,b,c')
  return parts
}

/** Own network nodes, `host:port,host:port`. */
export function nodes(value: string): string[] {
  const each = list(value)
  const wrong = each.find(node => !/^[^\s:]+:\d{1,5}$/.test(node))
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not host:port.`)
  return each
}

export function positive(value: string): number {
  const number = Number(value)
  if (Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError('It is a number above 0.')
}

export function count(value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw new InvalidArgumentError('It is a whole number from 0 on.')
}
