/** Books a courier, who is there the day after tomorrow. A real one would call the courier's API. */
export async function handler({ orderId }) {
  const expectedAt = new Date(Date.now() + 2 * 24 * 60 * 60 * 1000).toISOString();
  return { booking: `booking-${orderId}`, expectedAt };
}
