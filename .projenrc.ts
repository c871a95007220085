import { awscdk, javascript } from 'projen';

/**
 * The only source of configuration. After a change: `npx projen`, and commit what it generates.
 * Reasons for the choices that look odd are in docs/decisions.
 */
const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-stepwright',
  description: 'CDK constructs for AWS Step Functions with a validator at synth and a deterministic local simulator',
  author: 'cdk-stepwright contributors',
  authorAddress: 'cdk-stepwright@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-stepwright/cdk-stepwright.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-stepwright contributors',
  copyrightPeriod: '2026',
  keywords: ['step-functions', 'amazon-states-language', 'asl', 'workflow', 'simulator', 'validator', 'testing'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  projenVersion: '0.103.25',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '22',

  jsiiVersion: '~6.0.0',
  cdkVersion: '2.260.0',
  constructsVersion: '10.5.0',
  publishToPypi: { distName: 'cdk-stepwright', module: 'cdk_stepwright' },
  publishToMaven: {
    javaPackage: 'io.github.stepwright.cdk',
    mavenGroupId: 'io.github.stepwright',
    mavenArtifactId: 'cdk-stepwright',
  },
  docgen: true,
  bin: { stepwright: 'bin/stepwright.js' },
  autoDetectBin: false,

  bundledDeps: ['acorn@^8', 'commander@^14', 'graphql@^16', 're2js@^2', 'yaml@^2'],
  devDeps: [
    'ajv@^8',
    'amazon-states-language-service@1.16.1',
    'asl-validator@4.0.0',
    '@types/node@^20',
    'cdk-nag@~2.37.55',
    'esbuild@^0.28',
    'fast-check@^4',
    'hyparquet@^1',
    'jsonata@2.2.2',
    'velocityjs@^2',
  ],

  // Nothing is published yet: the version stays 0.0.0 and no release workflow is generated.
  release: false,
  github: true,
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplate: false,
  depsUpgrade: false,
  stale: false,
  sampleCode: false,

  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    // jsii wants types re-exported without `export type`.
    compilerOptions: { isolatedModules: false },
    include: ['test/**/*.ts', 'examples/**/*.ts', 'benchmark/**/*.ts'],
    exclude: ['node_modules', '**/cdk.out'],
  },
  eslint: true,
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'projenrc', '.projenrc.ts'],
    ignorePatterns: ['lib/', 'vendor/', 'node_modules/', 'cdk.out/', '*.d.ts', '!.projenrc.ts'],
    commandOptions: { fix: false },
  },
  jest: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    junitReporting: false,
    configFilePath: 'jest.config.json',
    jestConfig: {
      roots: ['<rootDir>/test', '<rootDir>/examples'],
      moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json'],
      moduleNameMapper: {
        '^cdk-stepwright$': '<rootDir>/src',
        '^cdk-stepwright/jest$': '<rootDir>/src/jest',
      },
      watchPathIgnorePatterns: ['/node_modules/', '/cdk.out/'],
    },
  },
  gitignore: [
    '/vendor/', '/THIRD-PARTY-NOTICES', 'cdk.out/', 'coverage-stepwright/', '.jsii.tabl.json', '/benchmark/node_modules/', '/benchmark/package-lock.json', '*.tsbuildinfo',
    // projen ignores the reports of coverage tools, whatever folder they are in.
    '!/src/simulator/coverage/', '!/test/simulator/coverage/',
  ],
});

for (const pattern of ['/projenrc/', '/examples/', '/benchmark/', '/docs/decisions/', '/.ci/', '/rosetta/', 'jest.config.json', '!/vendor/', '!/data/', '.jsii.tabl.json']) {
  project.npmignore!.addPatterns(pattern);
}

// The registry can serve a newer root package than its platform bindings; `npm ci` would then fail.
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.package.addField('author', { name: 'cdk-stepwright contributors', email: 'cdk-stepwright@users.noreply.github.com', organization: true });

project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './jest': { types: './lib/jest/index.d.ts', default: './lib/jest/index.js' },
  './jest/coverage-reporter': { types: './lib/jest/coverage-reporter.d.ts', default: './lib/jest/coverage-reporter.js' },
  './asl.schema.json': './schema/asl.schema.json',
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.jsii.gz': './.jsii.gz',
  './lib/*': './lib/*',
});
project.package.addField('typesVersions', { '*': { 'jest': ['lib/jest/index.d.ts'], 'jest/coverage-reporter': ['lib/jest/coverage-reporter.d.ts'] } });

// The types of src are checked by the jsii compile, those of tests by `typecheck`; jest only has to strip them.
const jestConfig = project.jest!.config;
jestConfig.transform = { '\\.ts$': '<rootDir>/projenrc/esbuild-transform.cjs' };
jestConfig.testMatch = ['**/*.test.ts'];
jestConfig.collectCoverage = false;
jestConfig.reporters = ['default', '<rootDir>/projenrc/skipped-reporter.cjs'];
project.deps.removeDependency('ts-jest');

// ---- lint: what projen's defaults do not say -----------------------------------------------------------------
const eslint = project.eslint!;
// Tests and examples are in a tsconfig of their own, which the project service would not look at.
delete eslint.config.parserOptions.projectService;
eslint.config.parserOptions.project = ['./tsconfig.dev.json', './projenrc/tsconfig.json'];
eslint.addRules({
  '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
  '@stylistic/object-property-newline': 'off',
  'no-bitwise': 'off',
  '@typescript-eslint/no-explicit-any': 'off',
});
eslint.addOverride({
  files: ['src/engine/**/*.ts', 'src/simulator/**/*.ts', 'src/asl/**/*.ts'],
  rules: {
    // Time, randomness and identifiers come in by parameter: the same run gives the same bytes, always.
    'no-restricted-properties': ['error',
      { object: 'Date', property: 'now', message: 'The engine knows only virtual time: take it from the execution.' },
      { object: 'Math', property: 'random', message: 'Take randomness from the seed of the execution.' },
      { object: 'performance', property: 'now', message: 'The engine knows only virtual time: take it from the execution.' },
      { object: 'process', property: 'hrtime', message: 'The engine knows only virtual time: take it from the execution.' }],
    'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Promise', 'performance', 'crypto'],
    'no-restricted-syntax': ['error',
      { selector: 'AwaitExpression', message: 'Everything here is synchronous.' },
      { selector: ':function[async=true]', message: 'Everything here is synchronous.' },
      { selector: ':function[generator=true]', message: 'An execution is plain data: a generator cannot be serialised.' },
      { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The engine knows only virtual time: take it from the execution.' }],
  },
});

eslint.addOverride({
  files: ['src/cli/main.ts', 'src/cli/validate-command.ts', 'src/appsync/api-schema.ts', 'src/appsync/plain-api.ts', 'src/appsync-js/typescript-bundle.ts', 'src/asl/yaml/yaml-library.ts', 'src/asl/integrations/integration.ts', 'src/asl/integrations/sdk-services.ts'],
  // A command is loaded when it is used, and at once: an import would be neither. So are the libraries for YAML and GraphQL and the facts of
  // integrations.
  rules: { '@typescript-eslint/no-require-imports': 'off' },
});

// Made by projenrc/make-sdk-integrations.cjs.
project.annotateGenerated('/data/sdk-integrations/**');

// ---- tasks ---------------------------------------------------------------------------------------------------
const vendor = project.addTask('vendor', {
  description: 'Make the synchronous JSONata from the jsonata package',
  exec: 'node projenrc/make-sync-jsonata.cjs',
});
project.preCompileTask.spawn(vendor);
// Who compiles alone has it then, too; made already, it costs nothing.
project.compileTask.prependSpawn(vendor);

const notices = project.addTask('notices', {
  description: 'Write THIRD-PARTY-NOTICES from the licences of the packages that are shipped inside ours',
  exec: 'node projenrc/make-notices.cjs',
});
project.preCompileTask.spawn(notices);

project.compileTask.exec('node projenrc/bundle-command-line.cjs');

const typecheck = project.addTask('typecheck', {
  description: 'Check the types of tests, examples and scripts (the fast jest transform does not)',
  exec: 'tsc --noEmit -p tsconfig.dev.json',
});

const rosetta = project.addTask('rosetta', {
  description: 'Compile every example in README.md and in the docstrings',
  exec: 'jsii-rosetta extract --compile --fail --strict .',
});

const drift = project.addTask('drift', {
  description: 'Fail when a generated file (API.md, docs/rules) differs from what would be generated',
  exec: 'node projenrc/check-drift.cjs',
});

const test = project.testTask;
test.reset();
test.description = 'Compile, lint, type check, unit tests, examples, drift of generated files';
test.spawn(project.preCompileTask);
test.spawn(project.compileTask);
test.spawn(project.tasks.tryFind('eslint')!);
test.spawn(typecheck);
test.spawn(rosetta);
test.exec('jest --ci', { receiveArgs: true });
test.spawn(drift);

// jsii says at every start that Node 20 is past its end of life; it is known, and it works.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.addTask('bench', { description: 'Measure the simulator against its peers, as ratios of one run', exec: 'node benchmark/run.cjs', receiveArgs: true });

const demo = project.addTask('demo', { description: 'Synthesise, validate and simulate examples/order-fulfilment' });
demo.spawn(vendor);
demo.exec('node projenrc/run-typescript.cjs examples/order-fulfilment/demo.ts');

project.synth();
