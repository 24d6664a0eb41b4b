/** Does something while the clock of this process is wrong by some milliseconds. */
export async function withShiftedClock<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const Real = globalThis.Date
  class Shifted extends Real {
    constructor(...parts: [] | [string | number | Date]) {
      if (parts.length === 0) super(Real.now() + milliseconds)
      else super(...parts)
    }

    static override now(): number {
      return Real.now() + milliseconds
    }
  }
  globalThis.Date = Shifted as DateConstructor
  try {
    return await work()
  } finally {
    globalThis.Date = Real
  }
}
