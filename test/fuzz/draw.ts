import * as fc from 'fast-check';

/** Draws what a generated machine is made of. Each draw is one value of fast-check's, so that a failing case shrinks. */
export class Draw {
  constructor(private readonly value: fc.GeneratorValue) {}

  public integer(min: number, max: number): number {
    return this.value(fc.integer, { min, max });
  }

  /** True once in `times`; shrinks to false. */
  public once(times: number): boolean {
    return this.integer(0, times - 1) === times - 1 && times > 0;
  }

  /** One of a list; shrinks to the first. */
  public of<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)];
  }

  /** Members that are there or not: each with its odds, `[name, once in how many, how its value is drawn]`. */
  public some(members: readonly (readonly [name: string, times: number, value: () => unknown])[]): { [name: string]: unknown } {
    const drawn: { [name: string]: unknown } = {};
    for (const [name, times, value] of members) {
      if (this.once(times)) {
        drawn[name] = value();
      }
    }
    return drawn;
  }
}
