/** Texts as small numbers: equal texts have one number, so comparing them is comparing numbers. */
export class Interned {
  private readonly numbers = new Map<string, number>()

  /** From 1 on, in the order in which texts are first seen. */
  of(text: string): number {
    let number = this.numbers.get(text)
    if (number === undefined) {
      number = this.numbers.size + 1
      this.numbers.set(text, number)
    }
    return number
  }
}
