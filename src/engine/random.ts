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
    let hex = '';
    for (let i = 0; i < 32; i++) {
      const digit = i === 12 ? 4 : i === 16 ? 8 + Math.floor(this.next() * 4) : Math.floor(this.next() * 16);
      hex += digit.toString(16);
    }
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
}
