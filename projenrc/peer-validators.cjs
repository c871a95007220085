// The validators of the Amazon States Language that are npm packages, behind one face: what they say of a definition.
// For docs/comparison.md and the benchmark; nothing of them is shipped.
const aslValidator = require('asl-validator').default ?? require('asl-validator');
const { getLanguageService, TextDocument } = require('amazon-states-language-service');

const versionOf = (name) => require(`${name}/package.json`).version;
const service = getLanguageService({});
const ERROR = 1;

/** `problemsOf` gives the sentences of the problems that a validator finds, warnings of the language service left out; it never throws. */
const PEERS = [
  {
    name: 'asl-validator',
    version: versionOf('asl-validator'),
    async problemsOf(text) {
      const { isValid, errors } = aslValidator(JSON.parse(text));
      return isValid ? [] : errors.map((error) => error.Message ?? error.message ?? JSON.stringify(error));
    },
  },
  {
    name: 'amazon-states-language-service',
    version: versionOf('amazon-states-language-service'),
    async problemsOf(text) {
      const document = TextDocument.create('file:///definition.asl.json', 'asl', 1, text);
      const problems = await service.doValidation(document, service.parseJSONDocument(document));
      return problems.filter(({ severity }) => severity === undefined || severity === ERROR).map(({ message }) => message);
    },
  },
].map((peer) => ({
  ...peer,
  problemsOf: async (text) => {
    try {
      return await peer.problemsOf(text);
    } catch (error) {
      return [String(error.message ?? error)];
    }
  },
}));

module.exports = { PEERS };
