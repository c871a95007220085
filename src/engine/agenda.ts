import type { OpenTask, Scope, TaskOutcome } from './scope';

/** Something that happens at a time. */
export type Due =
  | { readonly kind: 'wait' | 'retry'; readonly scope: Scope; readonly enteredEvent: number }
  | { readonly kind: 'timeout'; readonly task: OpenTask }
  | { readonly kind: 'heartbeat'; readonly task: OpenTask; readonly at: number }
  | { readonly kind: 'outcome'; readonly task: OpenTask; readonly outcome: TaskOutcome }
  | { readonly kind: 'executionTimeout' };

export interface AgendaEntry {
  readonly time: number;
  readonly sequence: number;
  readonly due: Due;
}

/** What is due when: a binary heap in the order of (time, sequence of scheduling). */
export class Agenda {
  /** An agenda of entries that {@link entries} gave. */
  public static of(entries: readonly AgendaEntry[]): Agenda {
    const agenda = new Agenda();
    entries.forEach(({ time, due }) => agenda.add(time, due));
    return agenda;
  }

  private readonly heap: AgendaEntry[] = [];
  private sequence = 0;

  /** Forgets everything. */
  public clear(): void {
    this.heap.length = 0;
  }

  /** What is still due, in its order. */
  public entries(): AgendaEntry[] {
    return this.heap.filter(({ due }) => !isVoid(due)).sort((a, b) => before(a, b) ? -1 : 1);
  }

  public add(time: number, due: Due): void {
    const { heap } = this;
    const entry: AgendaEntry = { time, sequence: this.sequence++, due };
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

  /** The time of the next thing that is still due; undefined where nothing is. Drops what has become void. */
  public nextTime(): number | undefined {
    while (this.heap.length > 0 && isVoid(this.heap[0].due)) {
      this.take();
    }
    return this.heap[0]?.time;
  }

  /** Takes the next thing. Call it only where {@link nextTime} gave a time. */
  public take(): Due {
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

function before(a: AgendaEntry, b: AgendaEntry): boolean {
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
    case 'executionTimeout': return false;
  }
}
