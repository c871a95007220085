/** Charges the card. A real one would call the payment provider, with the order's id as the idempotency key. */
export async function handler({ orderId, total }) {
  if (typeof total !== 'number' || total <= 0) {
    const declined = new Error(`${total} cannot be charged.`);
    declined.name = 'CardDeclined';
    throw declined;
  }
  return { chargeId: `charge-${orderId}` };
}
