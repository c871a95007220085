import { JsonNode } from '../../asl/json/nodes';
import { FindingSeverity } from '../finding';
import { stepsOf } from '../flow/path-shape';
import { defineRule } from '../rule';
import { Field, Structure } from '../structure';
import { all, cut, subject } from '../wording';

/** What the context object has. What is in an item of a Map state depends on where the items are from. */
const CONTEXT: ReadonlyMap<string, readonly string[]> = new Map([
  ['Execution', ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime']],
  ['State', ['EnteredTime', 'Name', 'RetryCount']],
  ['StateMachine', ['Id', 'Name']],
  ['Task', ['Token']],
  ['Map', ['Item']],
]);

/**
 * The context object, `$$` or `$states.context`, has certain members, and those of an iteration in a Map state only. AWS does not look for others
 * when a machine is created.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export const contextMember = defineRule({
  id: 'ASL417',
  name: 'context-member',
  severity: FindingSeverity.WARNING,
  refusedByAws: false,
  summary: 'What is read of the context object is there.',
  why: 'AWS accepts the machine. An execution that comes there fails with States.Runtime, or under JSONata with States.QueryEvaluationError. AWS adds members now and then, so it may be one that is newer than what is known here.',
  fix: 'Correct the name. What the execution was started with is in Execution.Input; the state\'s own input is "$", or $states.input under JSONata.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html',
  messages: {
    unknown: (what: string, path: string, field: string, at: string, members: string, hint: string) => (
      `${what} reads "${path}" in "${field}". "${at}" is known to have only ${members}.${hint}`),
    noMap: (what: string, path: string, field: string) => `${what} reads "${path}" in "${field}", and is in no Map state. Only there the context object has "Map".`,
  },
  examples: {
    good: [
      {
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              ItemSelector: { 'item.$': '$$.Map.Item.Value', 'text.$': "States.Format('{} {}', $$.Map.Item.Index, $$.Execution.Input.order)" },
              ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', InputPath: '$$.Map.Item.Index', OutputPath: '$$', End: true } } },
              End: true,
            },
          },
        },
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Pass', Output: { id: '{% $states.context.Execution.Id %}', item: '{% $exists($states.context.Map) ? 1 : 2 %}' }, End: true } },
        },
      },
    ],
    bad: [
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Parameters: { 'id.$': '$$.Execution.Identifier', 'text.$': "States.Format('{}', $$.Statemachine.Name)" }, Next: 'B' },
            B: { Type: 'Pass', InputPath: '$$.Map.Item.Value', End: true },
          },
        },
        findings: [
          {
            at: '/States/A/Parameters/id.$',
            says: 'State "A" reads "$$.Execution.Identifier" in "Parameters". "$$.Execution" is known to have only "Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount" and "RedriveTime".',
          },
          {
            at: '/States/A/Parameters/text.$',
            says: 'State "A" reads "$$.Statemachine.Name" in "Parameters". "$$" is known to have only "Execution", "State", "StateMachine", "Task" and "Map". Did you mean "StateMachine"?',
          },
          {
            at: '/States/B/InputPath',
            says: 'State "B" reads "$$.Map.Item.Value" in "InputPath", and is in no Map state. Only there the context object has "Map".',
          },
        ],
      },
      {
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Succeed', Output: '{% $states.context.Task.token %}' } },
        },
        findings: [{
          at: '/States/A/Output',
          says: 'State "A" reads "$states.context.Task.token" in "Output". "$states.context.Task" is known to have only "Token". Did you mean "Token"?',
        }],
      },
    ],
  },
  check: ({ report, didYouMean }) => {
    const judge = (node: JsonNode, { name: field, structure }: Field, path: string, root: string, names: readonly (string | number)[]): void => {
      const [part, member] = names;
      const unknown = (at: string, name: string, known: readonly string[]): void => {
        if (!known.includes(name)) report('unknown', node, subject(structure), cut(path), field, at, all(known), didYouMean(name, known));
      };
      if (part === 'Map' && !isInMap(structure)) report('noMap', node, subject(structure), cut(path), field);
      else if (part !== undefined && !CONTEXT.has(String(part))) unknown(root, String(part), [...CONTEXT.keys()]);
      else if (member !== undefined) unknown(`${root}.${part}`, String(member), CONTEXT.get(String(part))!);
    };
    return {
      jsonata(node, field, analysis) {
        for (const { member, path, needed } of analysis?.states ?? []) {
          if (member === 'context' && needed) judge(node, field, `$states.${path.join('.')}`, '$states.context', path.slice(1));
        }
      },
      end({ contextReads }) {
        for (const { path, node, field } of contextReads) judge(node, field, path, '$$', stepsOf(path.slice(1)) ?? []);
      },
    };
  },
});

function isInMap({ state, scope }: Structure): boolean {
  if (state?.type === 'Map') return true;
  for (let { owner } = scope; owner; owner = owner.scope.owner) if (owner.type === 'Map') return true;
  return false;
}
