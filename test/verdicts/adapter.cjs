// The validator as `score.mjs` of ../shared/asl-verdicts wants it, run by plain node from the sources:
//   node ../shared/asl-verdicts/score.mjs --adapter test/verdicts/adapter.cjs
const { load } = require('../../projenrc/load-typescript.cjs');

const { validateDefinition } = load('src/validation/validate.ts');

// `${Name}` in a definition is a placeholder of a template: not known, and not judged.
exports.validate = (definition, { type }) => validateDefinition(definition, { type, substitutions: true });
