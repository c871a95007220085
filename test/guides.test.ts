import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { transformSync } from 'esbuild';
import { command } from './cli/command';
import { typeErrors } from './guide-types';
import { ROOT } from './shared-data';
import { Simulator } from '../src';
import { Watching } from '../src/cli/watch';

/** A folder with the files that the guides speak of. */
const folder = mkdtempSync(path.join(tmpdir(), 'stepwright-guides-'));
const before = process.cwd();

const ORDER = {
  StartAt: 'Large?',
  States: {
    'Large?': { Type: 'Choice', Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Check' }], Default: 'Ship' },
    'Check': { Type: 'Pass', Next: 'Ship' },
    'Ship': { Type: 'Succeed' },
  },
};

beforeAll(() => {
  writeFileSync(path.join(folder, 'order.asl.json'), JSON.stringify(ORDER, undefined, 2));
  const app = new App({ outdir: path.join(folder, 'cdk.out') });
  new sfn.StateMachine(new Stack(app, 'Shop'), 'Orders', { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(ORDER)) });
  app.synth();
  writeFileSync(path.join(folder, 'history.json'), JSON.stringify({ events: Simulator.fromDefinition(ORDER).run({ total: 10 }).history }));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

const blocks = (guide: string, language: string): string[] =>
  [...readFileSync(path.join(ROOT, 'docs', 'guides', guide), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);

/** A command that watches files is done when it has begun. */
const WATCHING: Watching = { watch: () => ({ close: () => {} }), later: () => ({ cancel: () => {} }), onEnd: () => {} };

const modules = (name: string): unknown => jest.requireActual(name === 'cdk-stepwright' ? '../src' : name);
const transformed = (block: string): string => transformSync(block, { loader: 'ts', format: 'cjs', target: 'node20' }).code;

/** Runs a block of code. Returns the lines that it prints. */
function run(block: string): string[] {
  const printed: string[] = [];
  new Function('require', 'exports', 'console', transformed(block))(modules, {}, { log: (line: string) => printed.push(line) });
  return printed;
}

/** How many commands each guide has. */
const GUIDES: [string, number][] = [
  ['appsync.md', 0],
  ['choosing.md', 0],
  ['cost.md', 1],
  ['coverage.md', 0],
  ['error-handling.md', 0],
  ['express.md', 1],
  ['migrating.md', 0],
  ['patterns.md', 0],
  ['releases.md', 0],
  ['replay.md', 1],
  ['starts.md', 0],
  ['tasks.md', 0],
  ['testing.md', 0],
  ['validation.md', 4],
];

test('the code of the guides has the types that it says, and a mistake in it would be found', () => {
  const code = new Map(GUIDES.flatMap(([guide]) => blocks(guide, 'ts').map((block, index): [string, string] => [`${guide}.${index + 1}`, block])));
  const mistake = "import { App } from 'aws-cdk-lib';\nimport { Semaphore } from 'cdk-stepwright';\nnew Semaphore(new App(), 'S', { limit: '1' });\n";
  expect(typeErrors(code.set('mistake', mistake))).toEqual(["mistake:3: Type 'string' is not assignable to type 'number'."]);
}, 120_000);

describe.each(GUIDES)('%s', (guide, commandCount) => {
  test('has code that runs', () => {
    const code = blocks(guide, 'ts');
    expect(code.length).toBeGreaterThan(0);
    for (const block of code) expect(() => run(block)).not.toThrow();
  });

  test('has commands that run', () => {
    const commands = blocks(guide, 'sh').flatMap((block) => block.split('\n')).filter((line) => line.startsWith('npx stepwright '));
    expect(commands.length).toBe(commandCount);
    for (const line of commands) {
      const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
      expect(command(words.slice(2), '', WATCHING)).toMatchObject({ exitCode: 0, errors: '' });
    }
  });
});

test('the commands of the guide on schemas run, and write the finding that it shows', () => {
  const schema = 'type Query {\n  order: Order @aws_iam\n}\n\ntype Order {\n  id: ID\n}\n';
  writeFileSync('shop.graphql', schema);
  writeFileSync('schema.graphql', schema.replace('type Order', 'type Order @aws_iam'));
  writeFileSync('orders.graphql', 'type Receipt {\n  id: ID\n}\n');
  const product = 'type Product @aws_api_key @aws_cognito_user_pools {\n  name: String\n  cost: Float @aws_iam\n}\n';
  const mutation = 'type Mutation {\n  place: Product\n  block: Boolean @aws_iam @aws_cognito_user_pools(cognito_groups: ["admins"])\n}\n';
  writeFileSync('catalogue.graphql', `${mutation}\ntype Query {\n  product: Product @aws_api_key\n}\n\n${product}`);
  const commands = blocks('graphql-schema.md', 'sh').map((line) => line.trim().split(' ').slice(2));
  expect(commands.length).toBe(3);
  for (const words of commands) expect(command(words)).toMatchObject({ exitCode: 0, errors: '' });
  const [shown, table] = blocks('graphql-schema.md', 'text');
  expect(command(commands[2]).output).toBe(table);
  expect(command(['validate', 'shop.graphql', '--auth', 'cognito', '--auth', 'iam']).output.startsWith(shown)).toBe(true);
  const [subscription] = blocks('graphql-schema.md', 'graphql');
  writeFileSync('acknowledged.graphql', `type Query {\n  order: Order\n}\n\ntype Order {\n  total: Int\n}\n\ntype Mutation {\n  place: Order\n}\n\n${subscription}`);
  expect(command(['validate', 'acknowledged.graphql', '--auth', 'cognito']).output).toBe('No findings in 1 schema. 1 finding left out as acknowledged.\n');
});

test('the code of the guide on AppSync APIs has no finding, publishes what it says, and adds what it shows to the schema', () => {
  for (const block of blocks('appsync.md', 'ts')) {
    const { findings, statuses, definition } = new Function('require', 'exports', `${transformed(block)}
      return {
        findings: require('cdk-stepwright').GraphqlValidation.of(api).findings(),
        statuses: typeof services === 'undefined' ? undefined : services.eventBridge.events(progress.eventBus.eventBusName).map(({ detail }) => detail.status),
        definition: api._schema.merged,
      };`)(modules, {});
    expect(findings).toEqual([]);
    if (!statuses) continue;
    expect(statuses).toEqual(['PACKED', 'SENT']);
    expect(definition).toContain(blocks('appsync.md', 'graphql')[0].trimEnd());
  }
});

test('the reporter that the guide on coverage names is exported', () => {
  const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const [config] = blocks('coverage.md', 'js');
  const [, entry] = /'cdk-stepwright(\/[^']+)'/.exec(config)!;
  expect(exports[`.${entry}`].default).toBe(`./lib${entry}.js`);
});

test('the finding that the guide on validation shows is what the command line writes', () => {
  const [shown] = blocks('validation.md', 'text');
  const definition = { StartAt: 'Charge', States: { Charge: { Type: 'Pass', Next: 'Shpi' }, Ship: { Type: 'Succeed' } } };
  writeFileSync('order.asl.json', JSON.stringify(definition, undefined, 2));
  expect(command(['validate', 'order.asl.json', '--ignore', 'ASL202']).output.startsWith(shown)).toBe(true);
});

test('the prices that the guide on choosing shows are what its code prints', () => {
  const [code] = blocks('choosing.md', 'ts');
  const [shown] = blocks('choosing.md', 'text');
  expect(run(code)).toEqual(shown.trimEnd().split('\n'));
});
