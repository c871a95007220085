/** Puts an item aside and says on which shelf. A real one would ask the stock system. */
export async function handler({ orderId, item }) {
  return `${item}-${orderId}`;
}
