/** Why the items of a Distributed Map cannot be read: the cause of `States.ItemReaderFailed`. */
export class ItemReaderError extends Error {
  constructor(cause: string) {
    super(cause);
    this.name = 'ItemReaderError';
  }
}

/** AWS's words for what is no list. */
export const notIterable = () => new ItemReaderError('Attempting to map over non-iterable node.');
