// Makes schema/asl.schema.json, which editors complete and check definitions with.
//   node projenrc/make-json-schema.cjs            writes schema/asl.schema.json
//   node projenrc/make-json-schema.cjs --check    fails where schema/asl.schema.json is not what would be written
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { load } = require('./load-typescript.cjs');

const file = path.resolve(__dirname, '..', 'schema', 'asl.schema.json');
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const text = `${JSON.stringify(load('src/asl/json-schema.ts').jsonSchema(), undefined, 1)}\n`;

if (!values.check) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  process.exitCode = 1;
}
