// For compare.mjs: `node ../shared/aws-recorded/compare.mjs --adapter test/parity/adapter.cjs`
module.exports = require('../../projenrc/load-typescript.cjs').load('test/parity/replay.ts');
