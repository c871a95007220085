// Measures; started by run.cjs. Ratios are transitions per second of this project over the peer's, or the floor's over ours.
//
// Both sides load and compile a machine once, outside of the timed part, and are timed from the call of `run` to its result. The peer is given
// its definition without validation. Neither side's events are read in the timed part: ours records the history in AWS's form
// while it runs and writes its texts when it is read, which `history-read` measures apart.
const { deepStrictEqual } = require('node:assert');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { StateMachine } = require('aws-local-stepfunctions');

const MINIMAL_MEAN = 12;
const MINIMAL_RATIO = 4;
/** Of the rate of floor.cjs, as a geometric mean. */
const MINIMAL_OF_FLOOR = 0.25;
/** The JSONata counter over the peer's JSONPath counter. */
const MINIMAL_JSONATA = 3;
const MAXIMAL_WAIT_MILLISECONDS = 1;
const YEAR_SECONDS = 365 * 24 * 60 * 60;
/** Long enough for the clock, and for most of the garbage that the work leaves to be paid for in it. A forced collection would throw optimised code away. */
const ROUND_MILLISECONDS = 150;
const WARM_UP_ROUNDS = 3;

const { values: options } = parseArgs({ options: {
  simulator: { type: 'string' }, workloads: { type: 'string' }, rounds: { type: 'string', default: '9' },
} });
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds is a whole number of at least 1, not "${options.rounds}".`);
  process.exit(2);
}
const { Simulator, SimulatorLimit, TaskMock } = require(options.simulator);
const machines = require(options.workloads);
const floor = require(path.join(path.dirname(options.workloads), 'floor.cjs'));

const items = Array.from({ length: 10000 }, (_, i) => ({ id: i, price: i % 100, pad: 'x'.repeat(20) }));
const taskNames = Array.from({ length: 10 }, (_, i) => `T${i}`);
const answer = (name, input) => ({ ...input, [name]: 1 });

/** `floor` is the name of the same workload in floor.cjs. */
const WORKLOADS = [
  { name: 'chain', floor: 'chain', definition: machines.chain(10), input: { x: 1, name: 'a' } },
  { name: 'map', floor: 'map', definition: machines.mapDef(), input: { items } },
  { name: 'counter', floor: 'counter', definition: machines.counter, input: { n: 10000 } },
  // The peer takes a Result of 0, which every branch's first state has, for no Result: that member is left out of the comparison.
  { name: 'parallel', floor: 'parallel', definition: machines.parallel, input: { x: 1 }, compared: (output) => output.map(({ v0, ...rest }) => rest) },
  { name: 'taskChain', floor: 'tasks', definition: machines.taskChain(10), input: { a: 1 }, tasks: taskNames },
];

function load(definition, tasks = []) {
  const simulator = Simulator.fromDefinition(definition, { liftedLimits: [SimulatorLimit.HISTORY_EVENTS, SimulatorLimit.PAYLOAD_BYTES] });
  for (const task of tasks) simulator.mockState(task, TaskMock.respondWith({ respond: (request) => TaskMock.succeed(answer(request.stateName, request.input)) }));
  return simulator;
}

function ours({ definition, input, tasks }) {
  const simulator = load(definition, tasks);
  return () => simulator.run(input);
}

function peers({ definition, input, tasks = [] }) {
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const taskResourceLocalHandlers = Object.fromEntries(tasks.map((name) => [name, (taskInput) => answer(name, taskInput)]));
  return () => machine.run(input, { overrides: { taskResourceLocalHandlers } }).result;
}

const milliseconds = () => Number(process.hrtime.bigint()) / 1e6;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Executions per second of one round. A synchronous run is not awaited: the peer's promise is part of how it works, not of how we do. */
async function round(run) {
  const start = milliseconds();
  let executions = 0;
  let elapsed;
  do {
    const result = run();
    if (result instanceof Promise) await result;
    executions++;
    elapsed = milliseconds() - start;
  } while (elapsed < ROUND_MILLISECONDS);
  return executions / elapsed * 1000;
}

async function measure(workload) {
  const sides = { ours: ours(workload), peers: peers(workload) };
  const read = () => JSON.stringify(sides.ours().history);
  const execution = sides.ours();
  deepStrictEqual(execution.status, 'SUCCEEDED');
  const { compared = (output) => output } = workload;
  deepStrictEqual(compared(execution.output), compared(await sides.peers()), `The two sides disagree on the output of "${workload.name}".`);

  const rates = { ours: [], peers: [], read: [] };
  for (let i = 0; i < WARM_UP_ROUNDS + rounds; i++) {
    const now = { ours: await round(sides.ours), peers: await round(sides.peers), read: await round(read) };
    if (i >= WARM_UP_ROUNDS) for (const side of Object.keys(rates)) rates[side].push(now[side] * execution.transitions);
  }
  return { ours: median(rates.ours), peers: median(rates.peers), read: median(rates.read) };
}

async function main() {
  console.log(`Node ${process.versions.node}, ${rounds} interleaved rounds a workload, medians; rates are transitions per second`);
  const ratios = [];
  const ofFloor = [];
  let peersCounter = 0;
  for (const workload of WORKLOADS) {
    const rates = await measure(workload);
    const ratio = rates.ours / rates.peers;
    ratios.push(ratio);
    const floorRate = floor[workload.floor]();
    ofFloor.push(rates.ours / floorRate);
    if (workload.name === 'counter') peersCounter = rates.peers;
    console.log(`ratio ${workload.name} ${ratio.toFixed(2)}`);
    console.log(`  cdk-stepwright ${Math.round(rates.ours)}, aws-local-stepfunctions ${Math.round(rates.peers)}, history-read ${Math.round(rates.read)}, `
      + `floor-over-ours ${(floorRate / rates.ours).toFixed(2)}`);
  }
  const geometricMean = (numbers) => Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);
  const mean = geometricMean(ratios);
  console.log(`ratio geometric-mean ${mean.toFixed(2)}`);
  console.log(`of-floor geometric-mean ${geometricMean(ofFloor).toFixed(2)}`);

  const jsonata = load(machines.counterJsonata);
  const jsonataRates = [];
  for (let i = 0; i < WARM_UP_ROUNDS + rounds; i++) jsonataRates.push(await round(() => jsonata.run({ n: 10000 })));
  const { transitions } = jsonata.run({ n: 10000 });
  const jsonataRate = median(jsonataRates.slice(WARM_UP_ROUNDS)) * transitions;
  console.log(`ratio counterJsonata ${(jsonataRate / peersCounter).toFixed(2)} (over the peer's JSONPath counter: it does not run JSONata; ours ${Math.round(jsonataRate)})`);

  const year = load(machines.waitHour(YEAR_SECONDS));
  const waits = Array.from({ length: 101 }, () => {
    const start = milliseconds();
    deepStrictEqual(year.run({}).status, 'SUCCEEDED');
    return milliseconds() - start;
  });
  const wait = median(waits);
  console.log(`wait-one-year-milliseconds ${wait.toFixed(4)}`);

  const misses = [
    ...(mean < MINIMAL_MEAN ? [`the geometric mean is under ${MINIMAL_MEAN}`] : []),
    ...(Math.min(...ratios) < MINIMAL_RATIO ? [`a workload is under ${MINIMAL_RATIO}`] : []),
    ...(geometricMean(ofFloor) < MINIMAL_OF_FLOOR ? [`the geometric mean is under ${MINIMAL_OF_FLOOR} of the floor`] : []),
    ...(jsonataRate / peersCounter < MINIMAL_JSONATA ? [`the JSONata counter is under ${MINIMAL_JSONATA}`] : []),
    ...(wait >= MAXIMAL_WAIT_MILLISECONDS ? [`a Wait of one year takes ${MAXIMAL_WAIT_MILLISECONDS} ms or more`] : []),
  ];
  for (const miss of misses) console.error(`Not reached: ${miss}.`);
  process.exitCode = misses.length ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 2;
});
