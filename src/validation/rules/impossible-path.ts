import { FindingSeverity } from '../finding';
import { lengthOf, Shape } from '../flow/shape';
import { defineRule } from '../rule';
import { all, cut, KIND_NAMES } from '../wording';

/** How many names a message lists. */
const NAMED = 8;

/**
 * A path leads somewhere on at least one way to its state, as far as literals, templates and `ResultPath` make it certain what the data is, or what
 * the variable holds. Nothing is known of the input of an execution, nor of what a task gives.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
export const impossiblePath = defineRule({
  id: 'ASL205',
  name: 'impossible-path',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'A path can lead to something that the states before can have produced or assigned.',
  why: 'AWS accepts the machine. An execution that comes there fails with States.Runtime, which no catcher catches, or under JSONata with States.QueryEvaluationError. An index past the end of an array may give null instead.',
  fix: 'Correct the path, or keep the value on the way: with a "ResultPath" such as "$.result" a result is added to the input, without one it takes its place.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html',
  messages: {
    noMember: (state: string, path: string, field: string, at: string, members: string, givers: string, hint: string) => (
      `State "${state}" reads "${path}" in "${field}", which leads nowhere: "${at}" ${members}${givers}.${hint}`),
    noParts: (state: string, path: string, field: string, at: string, kind: string, givers: string) => (
      `State "${state}" reads "${path}" in "${field}", which leads nowhere: "${at}" is ${kind}${givers}.`),
    pastEnd: (state: string, path: string, field: string, at: string, items: string, givers: string) => (
      `State "${state}" reads "${path}" in "${field}", which leads nowhere: "${at}" has ${items}${givers}. The first has the index 0.`),
  },
  examples: {
    good: [
      {
        title: 'nothing is known of the input and of what a task gives',
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Result: { a: 1 }, ResultPath: '$.more', Next: 'B' },
            B: { Type: 'Pass', Parameters: { 'a.$': '$.more.a', 'order.$': '$.order.id' }, Next: 'C' },
            C: {
              Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', InputPath: '$.order', ResultPath: '$.answer', Next: 'D',
            },
            D: { Type: 'Pass', InputPath: '$.answer.total', End: true },
          },
        },
      },
      {
        title: 'a way on which it is there is enough',
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Choice', Choices: [{ Variable: '$.big', BooleanEquals: true, Next: 'B' }], Default: 'C' },
            B: { Type: 'Pass', Result: { size: 'big', discount: 10 }, Next: 'D' },
            C: { Type: 'Pass', Result: { size: 'small' }, Next: 'D' },
            D: { Type: 'Choice', Choices: [{ Variable: '$.note', IsPresent: true, Next: 'E' }], Default: 'F' },
            E: { Type: 'Pass', InputPath: '$.note', End: true },
            F: { Type: 'Pass', InputPath: '$.discount', End: true },
          },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Result: { total: 10, currency: 'EUR' }, Next: 'B' },
            B: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Parameters: { 'order.$': '$.orderId', 'sum.$': '$.totl' }, End: true },
          },
        },
        findings: [
          {
            at: '/States/B/Parameters/order.$',
            says: 'State "B" reads "$.orderId" in "Parameters", which leads nowhere: "$" has only "total" and "currency", as state "A" gives it.',
          },
          {
            at: '/States/B/Parameters/sum.$',
            says: 'State "B" reads "$.totl" in "Parameters", which leads nowhere: "$" has only "total" and "currency", as state "A" gives it. Did you mean "total"?',
          },
        ],
      },
      {
        title: 'what a catcher without ResultPath drops',
        definition: {
          StartAt: 'A',
          States: {
            A: {
              Type: 'Task',
              Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
              Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
              End: true,
            },
            B: { Type: 'Fail', ErrorPath: '$.Error', CausePath: '$.Cause.errorMessage' },
          },
        },
        findings: [{
          at: '/States/B/CausePath',
          says: 'State "B" reads "$.Cause.errorMessage" in "CausePath", which leads nowhere: "$.Cause" is a text, as a catcher of state "A" gives it.',
        }],
      },
      {
        title: 'what a Parallel state gives is an array',
        definition: {
          StartAt: 'P',
          States: {
            P: {
              Type: 'Parallel',
              Branches: [
                { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: {}, End: true } } },
                { StartAt: 'B', States: { B: { Type: 'Succeed' } } },
              ],
              Next: 'C',
            },
            C: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'D' },
            D: { Type: 'Pass', Parameters: { 'a.$': '$[0].a', 'b.$': '$[2]' }, End: true },
          },
        },
        findings: [
          { at: '/States/C/SecondsPath', says: 'State "C" reads "$.seconds" in "SecondsPath", which leads nowhere: "$" is an array, as state "P" gives it.' },
          {
            at: '/States/D/Parameters/a.$',
            says: 'State "D" reads "$[0].a" in "Parameters", which leads nowhere: "$[0]" is an empty object, as state "A" gives it.',
          },
          {
            at: '/States/D/Parameters/b.$',
            says: 'State "D" reads "$[2]" in "Parameters", which leads nowhere: "$" has only 2 items, as state "P" gives it. The first has the index 0.',
          },
        ],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Output: { id: '{% $states.input.id %}' }, Next: 'B' },
            B: { Type: 'Pass', Output: '{% $states.input.order.id %}', End: true },
          },
        },
        findings: [{
          at: '/States/B/Output',
          says: 'State "B" reads "$states.input.order.id" in "Output", which leads nowhere: "$states.input" has only "id", as state "A" gives it.',
        }],
      },
      {
        title: 'what a variable holds',
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Assign: { limits: { retries: 3 } }, Next: 'B' },
            B: { Type: 'Pass', InputPath: '$limits.retires', End: true },
          },
        },
        findings: [{
          at: '/States/B/InputPath',
          says: 'State "B" reads "$limits.retires" in "InputPath", which leads nowhere: "$limits" has only "retries", as state "A" gives it. Did you mean "retries"?',
        }],
      },
    ],
  },
  check: ({ report, didYouMean }) => ({
    end({ impossible }) {
      const said = new Set<string>();
      for (const { node, state, field, text, at, name, from } of impossible) {
        // A Choice state may compare one path many times.
        const once = JSON.stringify([state.scope.states.length, state.name, text]);
        if (said.has(once)) continue;
        said.add(once);
        const givers = giversOf(from);
        const members = typeof name === 'string' ? membersOf(from) : undefined;
        const length = typeof name === 'number' ? lengthOf(from) : undefined;
        if (members) report('noMember', node, cut(state.name), cut(text), field, cut(at), listed(members), givers, didYouMean(String(name), members));
        else if (length !== undefined) report('pastEnd', node, cut(state.name), cut(text), field, cut(at), itemsOf(length), givers);
        else report('noParts', node, cut(state.name), cut(text), field, cut(at), kindOf(from), givers);
      }
    },
  }),
});

const itemsOf = (length: number): string => length === 0 ? 'no items' : `only ${length} item${length === 1 ? '' : 's'}`;

/** The names of an object's members, where they are known. */
function membersOf(shape: Shape): string[] | undefined {
  if (shape.kind === 'object') return [...shape.members.names];
  return shape.kind === 'literal' && shape.node.kind === 'object' ? shape.node.members.map((member) => member.name as string) : undefined;
}

function listed(members: readonly string[]): string {
  if (members.length === 0) return 'is an empty object';
  const names = members.slice(0, NAMED).map((name) => cut(name, 40));
  return members.length > NAMED ? `has ${members.length} members, among them ${all(names)}` : `has only ${all(names)}`;
}

function kindOf(shape: Shape): string {
  switch (shape.kind) {
    case 'literal': return KIND_NAMES[shape.node.kind];
    case 'scalar': return shape.type ? KIND_NAMES[shape.type] : 'no object';
    case 'array': return KIND_NAMES.array;
    default: return KIND_NAMES.object;
  }
}

function giversOf(shape: Shape): string {
  const givers = shape.kind === 'unknown' ? [] : shape.givenBy;
  if (givers.length === 0) return '';
  const named = givers.slice(0, 3).map(({ state, catches }) => `${catches ? 'a catcher of ' : ''}state "${cut(state.name, 40)}"`);
  const more = givers.length > named.length;
  const list = more ? `${named.join(', ')} and others` : named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named[named.length - 1]}` : named[0];
  return `, as ${list} ${givers.length === 1 ? 'gives' : 'give'} it`;
}
