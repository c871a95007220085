import { Queue } from './queue';
import type { OpenTask, Scope, TaskOutcome } from './scope';

/** Something that happens at a time. */
export type Due =
  | { readonly kind: 'wait' | 'retry'; readonly scope: Scope; readonly enteredEvent: number }
  | { readonly kind: 'timeout'; readonly task: OpenTask }
  | { readonly kind: 'heartbeat'; readonly task: OpenTask; readonly at: number }
  | { readonly kind: 'outcome'; readonly task: OpenTask; readonly outcome: TaskOutcome }
  /** The time of children of a Distributed Map that are Express executions is up. */
  | { readonly kind: 'childTimeout'; readonly scope: Scope; readonly mapRun: number }
  /** `patient`: what is due at the same time comes first. */
  | { readonly kind: 'executionTimeout'; readonly patient?: boolean };

/** When something is due. */
export interface AgendaEntry {
  readonly time: number;
  readonly due: Due;
}

interface HeapEntry extends AgendaEntry {
  readonly sequence: number;
}

/**
 * What is due when, in the order of (time, sequence of scheduling). What is due at once waits in a queue, and what is due later in a binary heap: so
 * what the heap holds of that time was there before all that is in the queue.
 */
export class Agenda {
  /** An agenda of entries that {@link entries} gave. */
  public static of(entries: readonly AgendaEntry[]): Agenda {
    const agenda = new Agenda();
    entries.forEach(({ time, due }) => due.kind === 'childTimeout' ? agenda.addDeadline(time, due.scope, due.mapRun) : agenda.add(time, due));
    return agenda;
  }

  private readonly heap: HeapEntry[] = [];
  private readonly atOnce = new Queue<Due>();
  /** The time of what was taken last. */
  private time = -Infinity;
  private sequence = 0;
  /** The last deadline that was noted of each Map Run's children. */
  private readonly deadlines = new Map<number, number>();

  /** Forgets everything. */
  public clear(): void {
    this.heap.length = 0;
    this.atOnce.clear();
    this.deadlines.clear();
  }

  /** What is still due, in its order. */
  public entries(): AgendaEntry[] {
    const later = [...this.heap].sort((a, b) => before(a, b) ? -1 : 1);
    const split = later.findIndex(({ time }) => time > this.time);
    later.splice(split < 0 ? later.length : split, 0, ...this.atOnce.toArray().map((due) => ({ time: this.time, sequence: 0, due })));
    return later.filter(({ due }) => !isVoid(due)).map(({ time, due }) => ({ time, due }));
  }

  /** @param time not before that of what was taken last */
  public add(time: number, due: Due): void {
    if (time <= this.time) {
      this.atOnce.add(due);
      return;
    }
    const { heap } = this;
    const entry: HeapEntry = { time, sequence: this.sequence++, due };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent])) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  /** Notes when the time of a Map Run's children is up: once for all that begin at a time. */
  public addDeadline(time: number, scope: Scope, mapRun: number): void {
    if (this.deadlines.get(mapRun) !== time) {
      this.deadlines.set(mapRun, time);
      this.add(time, { kind: 'childTimeout', scope, mapRun });
    }
  }

  /** The time of the next thing that is still due; undefined where nothing is. Drops what has become void. */
  public nextTime(): number | undefined {
    const { heap, atOnce } = this;
    while (heap.length > 0 && isVoid(heap[0].due)) {
      this.takeFromHeap();
    }
    while (atOnce.length > 0 && isVoid(atOnce.first!)) {
      atOnce.take();
    }
    return atOnce.length > 0 ? this.time : heap.length > 0 ? heap[0].time : undefined;
  }

  /** When the execution times out; undefined where it never does. */
  public executionTimeout(): number | undefined {
    return this.heap.find(({ due }) => due.kind === 'executionTimeout')?.time;
  }

  /** Whether anything is noted for a time that has come, void or not. */
  public isDue(now: number): boolean {
    return this.atOnce.length > 0 || (this.heap.length > 0 && this.heap[0].time <= now);
  }

  /** Takes the next thing that is due at a time; undefined where nothing more is. */
  public take(time: number): Due | undefined {
    const next = this.nextTime();
    if (next !== time) {
      return undefined;
    }
    const { heap } = this;
    if (heap.length > 0 && heap[0].time === time) {
      this.time = time;
      return this.takeFromHeap();
    }
    return this.atOnce.take();
  }

  private takeFromHeap(): Due {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop()!;
    if (heap.length > 0) {
      let at = 0;
      for (;;) {
        let child = at * 2 + 1;
        if (child >= heap.length) {
          break;
        }
        if (child + 1 < heap.length && before(heap[child + 1], heap[child])) {
          child++;
        }
        if (!before(heap[child], last)) {
          break;
        }
        heap[at] = heap[child];
        at = child;
      }
      heap[at] = last;
    }
    return first.due;
  }
}

function before(a: HeapEntry, b: HeapEntry): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}

/** Whether a thing has become meaningless since it was scheduled. */
function isVoid(due: Due): boolean {
  switch (due.kind) {
    case 'wait': return due.scope.done || due.scope.waiting !== 'timer' || due.scope.enteredEvent !== due.enteredEvent;
    case 'retry': return due.scope.done || due.scope.waiting !== 'retry' || due.scope.enteredEvent !== due.enteredEvent;
    case 'timeout':
    case 'outcome': return !due.task.open;
    case 'heartbeat': return !due.task.open || due.at !== due.task.heartbeatDue;
    case 'childTimeout': return due.scope.done || due.scope.children?.mapRun !== due.mapRun;
    case 'executionTimeout': return false;
  }
}
