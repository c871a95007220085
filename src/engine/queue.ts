/** From how many places that were taken on the rest is moved to the front. */
const TAKEN_BEFORE_MOVE = 1024;

/** First in, first out. Its places are used again: what comes and goes one by one needs no memory. */
export class Queue<T> {
  private readonly places: (T | undefined)[] = [];
  private head = 0;
  private tail = 0;

  public get length(): number {
    return this.tail - this.head;
  }

  /** The first; undefined where there is none. */
  public get first(): T | undefined {
    return this.head < this.tail ? this.places[this.head] : undefined;
  }

  public add(item: T): void {
    this.places[this.tail++] = item;
  }

  /** Puts one before all others. */
  public addFirst(item: T): void {
    if (this.head === 0) {
      this.places.unshift(undefined);
      this.head++;
      this.tail++;
    }
    this.places[--this.head] = item;
  }

  /** Takes the first; undefined where there is none. */
  public take(): T | undefined {
    const { first } = this;
    if (this.head < this.tail) {
      this.places[this.head++] = undefined;
      if (this.head === this.tail) {
        this.head = this.tail = 0;
      } else if (this.head > TAKEN_BEFORE_MOVE && this.head > this.tail / 2) {
        this.places.splice(0, this.head);
        this.tail -= this.head;
        this.head = 0;
      }
    }
    return first;
  }

  public clear(): void {
    if (this.tail > 0) {
      this.places.length = this.head = this.tail = 0;
    }
  }

  public toArray(): T[] {
    return this.places.slice(this.head, this.tail) as T[];
  }
}
