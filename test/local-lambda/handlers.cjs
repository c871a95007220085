exports.echo = async (event, context) => ({ event, name: context.functionName, region: process.env.AWS_REGION, secret: process.env.AWS_SECRET_ACCESS_KEY ?? null, mode: process.env.MODE ?? null });
exports.nothing = async () => undefined;
exports.plain = () => 'plain';
exports.callback = (event, _context, done) => setTimeout(() => done(null, { doubled: event.n * 2 }), 5);
exports.calledBack = (_event, _context, done) => done(new TypeError('no'));
exports.throws = async () => {
  class PaymentDeclined extends Error { constructor(message) { super(message); this.name = 'PaymentDeclined'; } }
  throw new PaymentDeclined('card expired');
};
exports.throwsText = () => { throw 'just text'; };
exports.exits = () => process.exit(3);
exports.hangs = () => new Promise(() => setInterval(() => undefined, 1000));
exports.spins = () => { for (;;); };
exports.forgets = () => new Promise(() => undefined);
exports.prints = async () => { console.log('to stdout'); console.error('to stderr'); return 1; };
exports.inner = { deep: async () => 'deep' };
exports.cyclic = async () => { const a = {}; a.a = a; return a; };
exports.large = async () => 'x'.repeat(200_000);
exports.notAFunction = 5;
