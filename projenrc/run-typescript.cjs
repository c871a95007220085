// Runs a TypeScript file of this repository: node projenrc/run-typescript.cjs FILE [ARGUMENT…]
const path = require('node:path');
const { bundle } = require('./load-typescript.cjs');

const [file, ...rest] = process.argv.slice(2);
const outfile = bundle(path.resolve(file));
process.argv.splice(1, process.argv.length - 1, path.resolve(file), ...rest);
require(outfile);
