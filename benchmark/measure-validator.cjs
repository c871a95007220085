// What the validator costs, against its peers and against reading a definition at all; started by run.cjs. Ratios of one run, medians.
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { PEERS } = require('../projenrc/peer-validators.cjs');

const { values: options } = parseArgs({ options: { validator: { type: 'string' }, constructs: { type: 'string' }, verdicts: { type: 'string' } } });
const { validateDefinition } = require(options.validator);

/** How much may be asked of a figure: at most, or at least. */
const FASTER_THAN_ASL_VALIDATOR = 100;
const OVER_LANGUAGE_SERVICE = 4;
const OVER_PARSE_AND_WALK = 5;
/** A hundred times the states may take a hundred times the time, and something for caches that are too small. */
const GROWTH = 150;
const SYNTH_MILLISECONDS = 30;

const milliseconds = () => Number(process.hrtime.bigint()) / 1e6;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function timed(action) {
  const start = milliseconds();
  await action();
  return milliseconds() - start;
}

const misses = [];
function show(name, value, limit, atMost = true) {
  console.log(`${name} ${value.toFixed(2)} (${atMost ? 'at most' : 'at least'} ${limit})`);
  if (atMost ? value > limit : value < limit) misses.push(name);
}

/** The definitions with a known verdict that are JSON: the peers read nothing else. */
function corpus() {
  return ['valid', 'invalid', 'realworld'].flatMap((folder) => readdirSync(path.join(options.verdicts, folder))
    .map((file) => JSON.parse(readFileSync(path.join(options.verdicts, folder, file), 'utf8')))
    .filter(({ definition }) => definition !== undefined)
    .map(({ definition, stateMachineType }) => ({ text: JSON.stringify(definition), type: stateMachineType })));
}

/** The median over the definitions of the best of a few tries: one definition, one figure. */
async function perDefinition(definitions, tries, action) {
  const times = [];
  for (const definition of definitions) {
    let best = Infinity;
    for (let i = 0; i < tries; i++) best = Math.min(best, await timed(() => action(definition)));
    times.push(best);
  }
  return median(times);
}

function chain(length) {
  const States = {};
  for (let i = 0; i < length; i++) {
    States[`State${i}`] = { Type: 'Pass', Parameters: { 'id.$': '$.id', 'n': i }, ResultPath: '$.last', ...(i === length - 1 ? { End: true } : { Next: `State${i + 1}` }) };
  }
  return JSON.stringify({ StartAt: 'State0', States });
}

function walk(value) {
  let count = 1;
  if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) count += walk(member);
  return count;
}

async function perChain(length, rounds, action) {
  const text = chain(length);
  const times = [];
  for (let i = 0; i < rounds; i++) times.push(await timed(() => action(text)));
  return median(times);
}

/** How much longer an app with a machine of twenty states takes to synthesise when it is checked. */
function measureSynth() {
  const { App, Stack } = require('aws-cdk-lib');
  const sfn = require('aws-cdk-lib/aws-stepfunctions');
  const { AslValidation } = require(options.constructs);
  const synth = (checked) => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Stack');
    let last;
    for (let i = 0; i < 20; i++) {
      const state = new sfn.Pass(stack, `State${i}`, { parameters: { 'id.$': '$.id' }, resultPath: '$.last' });
      last = last ? last.next(state) : sfn.Chain.start(state);
    }
    new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(last) });
    if (checked) AslValidation.of(app);
    const start = milliseconds();
    app.synth();
    return milliseconds() - start;
  };
  for (let i = 0; i < 5; i++) { synth(true); synth(false); }
  const differences = Array.from({ length: 21 }, () => synth(true) - synth(false));
  show('synth-of-20-states-milliseconds', median(differences), SYNTH_MILLISECONDS);
}

async function main() {
  const definitions = corpus();
  const [slow, service] = PEERS;
  const ours = await perDefinition(definitions, 5, ({ text, type }) => validateDefinition(text, { type, substitutions: true }));
  console.log(`${definitions.length} definitions; the median one takes ${ours.toFixed(3)} ms`);
  show(`over-${service.name}`, ours / await perDefinition(definitions, 5, ({ text }) => service.problemsOf(text)), OVER_LANGUAGE_SERVICE);
  show(`faster-than-${slow.name}`, await perDefinition(definitions.filter((_, index) => index % 10 === 0), 1, ({ text }) => slow.problemsOf(text)) / ours,
    FASTER_THAN_ASL_VALIDATOR, false);

  const rounds = [];
  for (let i = 0; i < 5; i++) {
    rounds.push(await perChain(10_000, 3, (text) => validateDefinition(text)) / await perChain(10_000, 3, (text) => walk(JSON.parse(text))));
  }
  show('chain-of-10000-over-parse-and-walk', median(rounds), OVER_PARSE_AND_WALK);
  show('chain-of-10000-over-100', await perChain(10_000, 5, (text) => validateDefinition(text)) / await perChain(100, 51, (text) => validateDefinition(text)), GROWTH);
  measureSynth();

  if (misses.length > 0) console.error(`Not reached: ${misses.join(', ')}.`);
  process.exitCode = misses.length > 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 2;
});
