import { sha256 } from './digest';
import { JsonValue } from '../../asl/json-value';

const WINDOW = 5 * 60 * 1000;

/** What a FIFO queue or topic answered to a message. */
interface Sent {
  readonly messageId: string;
  readonly sequenceNumber: string;
}

/**
 * Finds messages again that a FIFO queue or topic has taken in the last five minutes of virtual time: they are not taken twice.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
export class Deduplication {
  public static of(saved: JsonValue): Deduplication {
    const deduplication = new Deduplication();
    for (const [id, time, sent] of saved as unknown as [string, number, Sent][]) {
      deduplication.taken.set(id, { time, sent });
    }
    return deduplication;
  }

  private readonly taken = new Map<string, { readonly time: number; readonly sent: Sent }>();

  public find(id: string | undefined, body: string, now: number): Sent | undefined {
    const found = this.taken.get(idOf(id, body));
    return found && now - found.time < WINDOW ? found.sent : undefined;
  }

  public add(id: string | undefined, body: string, now: number, sent: Sent): void {
    this.taken.set(idOf(id, body), { time: now, sent });
  }

  public save(): JsonValue {
    return [...this.taken].map(([id, { time, sent }]) => [id, time, { ...sent }]);
  }
}

/** Where the sender gives no id, the body is one. */
const idOf = (id: string | undefined, body: string): string => id === undefined ? `body:${sha256(body)}` : `id:${id}`;

/** Twenty digits, growing from message to message, as AWS's are. */
export const sequenceNumber = (count: number): string => (18_800_000_000_000_000_000n + BigInt(count) * 256n).toString();
