import { Random } from '../../src/engine/random';

type Fields = { [field: string]: any };

interface Site {
  readonly machine: Fields;
  /** The object with `StartAt` and `States`. */
  readonly scope: Fields;
  readonly name: string;
  readonly state: Fields;
  readonly jsonata: boolean;
}

/** A definition with one change, whose verdict is known from how it was made. */
export interface Mutant {
  readonly mutation: string;
  readonly definition: object;
}

/** Changes a state, or what is around it, in place. Returns false where it has nothing to change there. */
type Mutation = (site: Site, draw: Random) => boolean;

const has = (site: Site, type: string): boolean => site.state.Type === type;
const isPlaceholder = (value: unknown): boolean => typeof value === 'string' && value.includes('${');

function rename(fields: Fields, from: string, to: string): boolean {
  if (!(from in fields)) return false;
  fields[to] = fields[from];
  delete fields[from];
  return true;
}

function set(fields: Fields, field: string, value: unknown): true {
  fields[field] = value;
  return true;
}

/** One letter is missing: none of the results is a field of the language. */
const misspelt = (field: string, draw: Random): string => {
  const at = 1 + Math.floor(draw.next() * (field.length - 2));
  return `${field.slice(0, at)}${field.slice(at + 1)}`;
};

const pick = <T>(list: readonly T[], draw: Random): T => list[Math.floor(draw.next() * list.length)];

/** What AWS must refuse, whatever else the definition holds. */
const REFUSED: { readonly [mutation: string]: Mutation } = {
  'StartAt is dropped': ({ scope }) => delete scope.StartAt,
  'StartAt leads nowhere': ({ scope }) => set(scope, 'StartAt', 'No such state'),
  'States is dropped': ({ machine }) => delete machine.States,
  'States is a list': ({ machine }) => set(machine, 'States', Object.values(machine.States)),
  'Type is dropped': ({ state }) => delete state.Type,
  'Type is misspelt': ({ state }, draw) => set(state, 'Type', misspelt(state.Type, draw)),
  'Type is in lower case': ({ state }) => set(state, 'Type', state.Type.toLowerCase()),
  'a field is misspelt': ({ state }, draw) => {
    const fields = Object.keys(state).filter((field) => field !== 'Type' && field.length > 3);
    return fields.length > 0 && rename(state, pick(fields, draw), 'Frobnicate') && rename(state, 'Frobnicate', misspelt(pick(fields, draw), draw));
  },
  'a field is in lower case': ({ state }, draw) => {
    const fields = Object.keys(state).filter((field) => field !== 'Type');
    if (fields.length === 0) return false;
    const field = pick(fields, draw);
    return rename(state, field, field.toLowerCase());
  },
  'Next leads nowhere': ({ state }) => 'Next' in state && set(state, 'Next', `${state.Next} 2`),
  'Default leads nowhere': ({ state }) => 'Default' in state && set(state, 'Default', `${state.Default} 2`),
  'a Choice rule leads nowhere': ({ state }) => state.Choices?.[0]?.Next !== undefined && set(state.Choices[0], 'Next', 'No such state'),
  'a catcher leads nowhere': ({ state }) => state.Catch?.[0]?.Next !== undefined && set(state.Catch[0], 'Next', 'No such state'),
  'a state leads to nothing': ({ state }) => (('Next' in state) ? delete state.Next : 'End' in state && delete state.End),
  'Next and End': ({ state }) => (has({ state } as Site, 'Choice') ? false : 'Next' in state ? set(state, 'End', true) : 'End' in state && set(state, 'Next', 'No such state')),
  'a state that nothing leads to': ({ scope }) => set(scope.States, 'An orphan', { Type: 'Succeed' }),
  'two that lead only to each other': ({ scope }) => set(scope.States, 'Orphan 1', { Type: 'Pass', Next: 'Orphan 2' }) && set(scope.States, 'Orphan 2', { Type: 'Pass', Next: 'Orphan 1' }),
  'a name of 81 characters': ({ scope, name, state }) => scope.StartAt === name && set(scope, 'StartAt', 'x'.repeat(81)) && delete scope.States[name]
    && set(scope.States, 'x'.repeat(81), state),
  'Resource is dropped': (site) => has(site, 'Task') && delete site.state.Resource,
  'Resource is no ARN': (site) => has(site, 'Task') && set(site.state, 'Resource', 'my-function'),
  'Resource of a Pass state': (site) => has(site, 'Pass') && set(site.state, 'Resource', 'arn:aws:states:::sqs:sendMessage'),
  'Retry of a state that has none': (site) => ['Pass', 'Wait', 'Choice', 'Succeed', 'Fail'].includes(site.state.Type) && set(site.state, 'Retry', [{ ErrorEquals: ['States.ALL'] }]),
  'TimeoutSeconds of a Pass state': (site) => has(site, 'Pass') && set(site.state, 'TimeoutSeconds', 5),
  'Choices of a Task': (site) => has(site, 'Task') && set(site.state, 'Choices', []),
  'Choices is empty': (site) => has(site, 'Choice') && set(site.state, 'Choices', []),
  'Choices is an object': (site) => has(site, 'Choice') && set(site.state, 'Choices', { ...site.state.Choices }),
  'a Choice rule without Next': (site) => has(site, 'Choice') && delete site.state.Choices?.[0]?.Next,
  'a Choice rule with an unknown operator': (site) => has(site, 'Choice') && !site.jsonata && set(site.state.Choices[0], 'StringContains', 'x'),
  'Next is a number': ({ state }) => 'Next' in state && set(state, 'Next', 5),
  'End is a text': ({ state }) => 'End' in state && set(state, 'End', 'true'),
  'TimeoutSeconds is negative': (site) => has(site, 'Task') && delete site.state.TimeoutSecondsPath && set(site.state, 'TimeoutSeconds', -1),
  'TimeoutSeconds is a fraction': (site) => has(site, 'Task') && delete site.state.TimeoutSecondsPath && set(site.state, 'TimeoutSeconds', 1.5),
  'TimeoutSeconds is a text': (site) => has(site, 'Task') && delete site.state.TimeoutSecondsPath && set(site.state, 'TimeoutSeconds', 'soon'),
  'Seconds is a text': (site) => has(site, 'Wait') && 'Seconds' in site.state && set(site.state, 'Seconds', 'soon'),
  'Seconds and Timestamp': (site) => has(site, 'Wait') && 'Seconds' in site.state && set(site.state, 'Timestamp', '2030-01-01T00:00:00Z'),
  'a Timestamp without a zone': (site) => has(site, 'Wait') && ['Seconds', 'SecondsPath', 'TimestampPath'].every((field) => delete site.state[field])
    && set(site.state, 'Timestamp', '2030-01-01T00:00:00'),
  'ErrorEquals is empty': ({ state }) => state.Retry?.[0] !== undefined && set(state.Retry[0], 'ErrorEquals', []),
  'ErrorEquals is a text': ({ state }) => state.Catch?.[0] !== undefined && set(state.Catch[0], 'ErrorEquals', 'States.ALL'),
  'States.ALL is not alone': ({ state }) => state.Retry?.[0] !== undefined && set(state.Retry[0], 'ErrorEquals', ['States.ALL', 'States.Timeout']),
  'States.ALL is not last': ({ state }) => state.Catch?.[0] !== undefined && set(state, 'Catch', [{ ...state.Catch[0], ErrorEquals: ['States.ALL'] }, { ...state.Catch[0], ErrorEquals: ['A'] }]),
  'BackoffRate under 1': ({ state }) => state.Retry?.[0] !== undefined && set(state.Retry[0], 'BackoffRate', 0.5),
  'MaxAttempts is negative': ({ state }) => state.Retry?.[0] !== undefined && set(state.Retry[0], 'MaxAttempts', -1),
  'an unknown JitterStrategy': ({ state }) => state.Retry?.[0] !== undefined && set(state.Retry[0], 'JitterStrategy', 'SOME'),
  'InputPath is no path': (site) => !site.jsonata && 'InputPath' in site.state && set(site.state, 'InputPath', 'order.id'),
  'OutputPath of a Wait state is no path': (site) => has(site, 'Wait') && !site.jsonata && set(site.state, 'OutputPath', 'order.id'),
  'ResultPath is no Reference Path': (site) => has(site, 'Task') && !site.jsonata && set(site.state, 'ResultPath', '$.a[*]'),
  'a payload template with a broken path': (site) => has(site, 'Pass') && !site.jsonata && delete site.state.Result && set(site.state, 'Parameters', { 'a.$': 'order.id' }),
  'a payload template with an unknown function': (site) => has(site, 'Pass') && !site.jsonata && delete site.state.Result && set(site.state, 'Parameters', { 'a.$': 'States.Frobnicate($.a)' }),
  'a field of JSONata': (site) => !site.jsonata && has(site, 'Task') && set(site.state, 'Arguments', {}),
  'a field of JSONPath': (site) => site.jsonata && has(site, 'Task') && set(site.state, 'InputPath', '$'),
  'JSONata that does not parse': (site) => site.jsonata && has(site, 'Pass') && set(site.state, 'Output', '{% 1 + %}'),
  'an unknown query language': ({ state }) => set(state, 'QueryLanguage', 'JMESPath'),
  'Branches is dropped': (site) => has(site, 'Parallel') && delete site.state.Branches,
  'Branches is empty': (site) => has(site, 'Parallel') && set(site.state, 'Branches', []),
  'the processor is dropped': (site) => has(site, 'Map') && delete site.state.ItemProcessor && delete site.state.Iterator,
  'MaxConcurrency is negative': (site) => has(site, 'Map') && delete site.state.MaxConcurrencyPath && set(site.state, 'MaxConcurrency', -1),
  'an unknown pattern of an integration': (site) => /^arn:aws:states:::(lambda:invoke|sqs:sendMessage|sns:publish|dynamodb:[a-zA-Z]+)$/.test(site.state.Resource)
    && set(site.state, 'Resource', `${site.state.Resource}.sync`),
  'FunctionName is dropped': ({ state, jsonata }) => !jsonata && state.Resource === 'arn:aws:states:::lambda:invoke' && ('FunctionName' in (state.Parameters ?? {})) && delete state.Parameters.FunctionName,
  'QueueUrl is dropped': ({ state, jsonata }) => !jsonata && state.Resource === 'arn:aws:states:::sqs:sendMessage' && ('QueueUrl' in (state.Parameters ?? {})) && delete state.Parameters.QueueUrl,
  'TableName is dropped': ({ state, jsonata }) => !jsonata && /^arn:aws:states:::dynamodb:(get|put|update|delete)Item$/.test(state.Resource)
    && ('TableName' in (state.Parameters ?? {})) && delete state.Parameters.TableName,
};

/** What changes nothing that AWS would refuse. */
const ACCEPTED: { readonly [mutation: string]: Mutation } = {
  'a comment': ({ state }) => set(state, 'Comment', 'For people to read.'),
  'a comment of the machine': ({ machine }) => set(machine, 'Comment', 'For people to read.'),
  'the fields in another order': ({ state }) => {
    const entries = Object.entries(state).reverse();
    for (const [field] of entries) delete state[field];
    Object.assign(state, Object.fromEntries(entries));
    return true;
  },
  'a timeout of the machine': ({ machine }) => set(machine, 'TimeoutSeconds', 3600),
  'a state that is led to': ({ scope }) => set(scope.States, 'One more', { Type: 'Pass', Next: scope.StartAt }) && set(scope, 'StartAt', 'One more'),
  'a retrier': (site) => has(site, 'Task') && set(site.state, 'Retry', [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2 }, ...(site.state.Retry ?? [])]),
  'a variable': (site) => ['Pass', 'Wait'].includes(site.state.Type) && set(site.state, 'Assign', { ...site.state.Assign, brandNew: 5 }),
  'the version of the language': ({ machine }) => set(machine, 'Version', '1.0'),
};

function sites(machine: Fields): Site[] {
  const found: Site[] = [];
  const visit = (scope: Fields) => {
    for (const [name, state] of Object.entries<Fields>(scope.States ?? {})) {
      found.push({ machine, scope, name, state, jsonata: (state.QueryLanguage ?? machine.QueryLanguage) === 'JSONata' });
      for (const inner of [...(Array.isArray(state.Branches) ? state.Branches : []), state.ItemProcessor, state.Iterator]) {
        if (inner) visit(inner);
      }
    }
  };
  visit(machine);
  return found;
}

/** So many definitions with one change each, of every kind in turn; the same for the same seed. */
function mutants(definitions: readonly object[], mutations: { readonly [mutation: string]: Mutation }, count: number, seed: number): Mutant[] {
  const draw = new Random(seed);
  const made: Mutant[] = [];
  const names = Object.keys(mutations);
  for (let tries = 0; made.length < count && tries < count * 200; tries++) {
    const mutation = names[(made.length + Math.floor(tries / 100)) % names.length];
    const definition = JSON.parse(JSON.stringify(pick(definitions, draw))) as Fields;
    const site = pick(sites(definition), draw);
    if (isPlaceholder(site.state.Type)) continue;
    const before = JSON.stringify(definition);
    if (mutations[mutation](site, draw) && JSON.stringify(definition) !== before) made.push({ mutation, definition });
  }
  return made;
}

export const refusedMutants = (definitions: readonly object[], count: number, seed: number) => mutants(definitions, REFUSED, count, seed);
export const acceptedMutants = (definitions: readonly object[], count: number, seed: number) => mutants(definitions, ACCEPTED, count, seed);
export const MUTATIONS: readonly string[] = Object.keys(REFUSED);
