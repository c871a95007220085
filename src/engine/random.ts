/**
 * A small seeded generator: a Weyl sequence put through MurmurHash3's 32-bit finaliser. Its whole state is one number, so an execution
 * that is saved and resumed goes on with the same values.
 */
export class Random {
  constructor(public state: number) {}

  /** A number in [0, 1). */
  public next(): number {
    this.state = (this.state + 0x9E3779B9) | 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85EBCA6B);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xC2B2AE35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  }

  /** A version 4 UUID (RFC 9562). */
  public uuid(): string {
    const a = this.word();
    const b = this.word();
    const c = this.word();
    const variant = (parseInt(c[0], 16) & 3 | 8).toString(16);
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${this.word()}`;
  }

  /** Eight hexadecimal digits. */
  private word(): string {
    return ((this.next() * 2 ** 32) >>> 0).toString(16).padStart(8, '0'); // as an integer: the digits of a double are slow to find
  }
}
