// What measure.cjs found, as the other peers: see peer-validators.cjs.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const textOf = ({ definition }) => typeof definition === 'string' ? definition : JSON.stringify(definition, undefined, 2);

/** Changes with the examples of a rule: what was found of others says nothing of these. */
const digestOf = ({ good, bad }) => createHash('sha256').update(JSON.stringify([bad, good].map((list) => list.map((example) => [textOf(example), example.type])))).digest('hex').slice(0, 16);

const file = path.join(__dirname, 'judged.json');
const { versions, rules } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { versions: {}, rules: {} };

/** `judged` gives how many of the examples of a rule a validator finds something wrong with, or undefined where they were not measured. */
const JUDGED = [['builtIn', 'aws-cdk-lib'], ['preflight', 'cdk-preflight']].map(([key, name]) => ({
  name,
  version: versions[key],
  judged: ({ id, examples }) => rules[id]?.digest === digestOf(examples) ? { bad: rules[id].bad[key], good: rules[id].good[key] } : undefined,
}));

module.exports = { JUDGED, digestOf, textOf };
