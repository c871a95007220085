// What else the simulator costs; started by run.cjs. Each line is a ratio of one run, or a difference of two processes of one run.
const { execFileSync, spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');

const { values: options } = parseArgs({ options: { simulator: { type: 'string' }, workloads: { type: 'string' }, cli: { type: 'string' }, memory: { type: 'string' } } });
const machines = require(options.workloads);
const items = (count) => Array.from({ length: count }, (_, i) => ({ id: i, price: i % 100, pad: 'x'.repeat(20) }));

/** Runs the Map of 10,000 items once, on one side, and prints the peak of the process's memory in kilobytes. */
async function measureMemory(side) {
  if (side === 'ours') {
    simulate(machines.mapDef()).run({ items: items(10_000) });
  } else {
    const { StateMachine } = require('aws-local-stepfunctions');
    await new StateMachine(machines.mapDef(), { validationOptions: { noValidate: true } }).run({ items: items(10_000) }).result;
  }
  console.log(process.resourceUsage().maxRSS);
}

function simulate(definition) {
  const { Simulator, SimulatorLimit } = require(options.simulator);
  return Simulator.fromDefinition(definition, { liftedLimits: [SimulatorLimit.HISTORY_EVENTS, SimulatorLimit.PAYLOAD_BYTES] });
}

function milliseconds(action) {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

const rounds = (count, action) => median(Array.from({ length: count }, action));

function main() {
  const misses = [];
  const show = (name, value, limit, atMost = true) => {
    console.log(`${name} ${value.toFixed(2)} (${atMost ? 'at most' : 'at least'} ${limit})`);
    if (atMost ? value > limit : value < limit) misses.push(name);
  };

  const map = simulate(machines.mapDef());
  const small = { items: items(10_000) };
  const large = { items: items(100_000) };
  // The same number of items on both sides of a round, so that both pay for their garbage.
  const smallRuns = () => { for (let i = 0; i < 10; i++) map.run(small); };
  smallRuns();
  show('map-of-100000-over-10000', rounds(7, () => milliseconds(() => map.run(large)) / milliseconds(smallRuns) * 10), 12);

  for (const [name, definition, input] of [['map', machines.mapDef(), small], ['counter', machines.counter, { n: 10_000 }]]) {
    const simulator = simulate(definition);
    const costs = Array.from({ length: 7 }, () => {
      const execution = simulator.run(input);
      let history;
      return milliseconds(() => { history = execution.history; }) / milliseconds(() => JSON.stringify(history));
    });
    show(`history-over-stringify-${name}`, median(costs), 4);
  }

  const { StateMachine } = require('aws-local-stepfunctions');
  let text = 0; // each time another text, so that nothing is taken from a cache
  const another = () => ({ Comment: String(text++), ...machines.chain(10) });
  for (let i = 0; i < 200; i++) simulate(another());
  const ours = rounds(51, () => milliseconds(() => simulate(another())));
  show('load-and-validate-faster-than-peer', rounds(5, () => milliseconds(() => new StateMachine(another(), { checkArn: true }))) / ours, 100, false);

  const memory = (side) => rounds(3, () => Number(execFileSync(process.execPath, [__filename, ...process.argv.slice(2), '--memory', side], { encoding: 'utf8' })));
  show('memory-of-map-over-peer', memory('ours') / memory('peer'), 1);

  const folder = mkdtempSync(path.join(tmpdir(), 'stepwright-bench-'));
  try {
    const file = path.join(folder, 'machine.asl.json');
    writeFileSync(file, JSON.stringify(machines.chain(10)));
    const start = (...args) => milliseconds(() => {
      if (spawnSync(process.execPath, args).status !== 0) throw new Error(`node ${args.join(' ')} failed.`);
    });
    const run = rounds(15, () => start(options.cli, 'run', file, '--input', '{"x":1,"name":"a"}') - start('-e', '0'));
    show('stepwright-run-over-node-milliseconds', run, 150);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  if (misses.length > 0) console.error(`Not reached: ${misses.join(', ')}.`);
  process.exitCode = misses.length > 0 ? 1 : 0;
}

if (options.memory) {
  measureMemory(options.memory);
} else {
  main();
}
