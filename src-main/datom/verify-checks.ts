import type { CheckName, OwnershipCheck, OwnershipFault } from './verify-facts'

/** Collects what checks say; the first that fails names the fault. */
export class Checks {
  readonly all: OwnershipCheck[] = []
  fault: OwnershipFault | undefined
  /** The document that is being looked at. */
  document: number | undefined

  get valid(): boolean {
    return this.fault === undefined && this.all.length > 0
  }

  pass(name: CheckName, message: string): void {
    this.#add({ name, ok: true, message })
  }

  fail(name: CheckName, fault: OwnershipFault, message: string): void {
    this.fault ??= fault
    this.#add({ name, ok: false, message })
  }

  #add(check: OwnershipCheck): void {
    this.all.push(this.document === undefined ? check : { ...check, document: this.document })
  }
}
