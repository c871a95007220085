import { JsonNode } from '../../asl/json/nodes';
import { FieldSpec, STATES } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { objectsIn } from '../flow/flow-graph';
import { defineRule } from '../rule';
import { Scope, State, textOf } from '../structure';
import { cut } from '../wording';

/** A member of the input in a path or in the arguments of a call: `$.order`, `$['order']`. Not of the context object or a variable. */
const MEMBER = /(?<![\w$])\$(?:\.([\p{L}_][\p{L}\p{N}_-]*)|\['([^']+)'\]|\["([^"]+)"\])/gu;
const TEXT_OR_MEMBER_NAME = /(\[)?'(?:\\.|[^'\\])*'/g;

/** Fields that read from what comes after the input, or that are not about the input. */
const NOT_OF_INPUT: ReadonlySet<string> = new Set(['ResultSelector', 'ResultPath', 'Assign', 'Credentials']);

/** What ASL205 says of the same examples: there the input is certainly gone. */
const leadsNowhere = (at: string, reads: string) => ({ at, says: `${reads}, which leads nowhere: "$" has only "Error" and "Cause", as a catcher of state "A" gives it.` });

/**
 * A catcher without `ResultPath`, or with `"$"`, replaces the state's input by `{"Error": …, "Cause": …}`.
 *
 * @see https://states-language.net/spec.html#catch
 */
export const catchDropsInput = defineRule({
  id: 'ASL503',
  name: 'catch-drops-input',
  severity: FindingSeverity.INFO,
  refusedByAws: false,
  summary: 'A catcher keeps the input where the state that it leads to reads it.',
  why: 'Without "ResultPath" the error takes the place of the input, and a path into the input leads nowhere: the execution fails with States.Runtime while it handles an error.',
  fix: 'Put the error beside the input, with "ResultPath": "$.error" on the catcher.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
  messages: {
    dropped: (state: string, target: string, path: string) => `A catcher of state "${state}" puts the error in the place of the input, of which state "${target}" then reads "${path}".`,
  },
  examples: {
    good: [
      { definition: caught({ ResultPath: '$.error' }, { Parameters: { 'id.$': '$.order.id', 'cause.$': '$.error.Cause' } }) },
      { definition: caught({}, { Parameters: { 'cause.$': "States.Format('{} of {}: $.order', $.Cause, $$.Execution.Id)" } }) },
    ],
    bad: [
      {
        definition: caught({}, { Parameters: { 'text.$': "States.Format('{}: {}', $.order.id, $.Cause)" } }),
        findings: [{
          at: '/States/A/Catch/0',
          says: 'A catcher of state "A" puts the error in the place of the input, of which state "B" then reads "$.order".',
        }, leadsNowhere('/States/B/Parameters/text.$', 'State "B" reads "$.order.id" in "Parameters"')],
      },
      {
        title: 'Behind a state that hands on what it got',
        definition: caught({}, { ResultPath: null, Result: 1, End: undefined, Next: 'D' }, { D: { Type: 'Pass', InputPath: '$.order.id', End: true } }),
        findings: [{
          at: '/States/A/Catch/0',
          says: 'A catcher of state "A" puts the error in the place of the input, of which state "D" then reads "$.order".',
        }, leadsNowhere('/States/D/InputPath', 'State "D" reads "$.order.id" in "InputPath"')],
      },
      {
        definition: caught({ ResultPath: '$' }, { Type: 'Choice', Choices: [{ Variable: "$['retries']", NumericLessThan: 3, Next: 'A' }], Default: 'C', End: undefined }),
        findings: [{
          at: '/States/A',
          says: 'The loop of states "A" and "B" polls without waiting: it asks "A" again as soon as that has answered, and each round costs transitions.',
        }, {
          at: '/States/A/Catch/0',
          says: 'A catcher of state "A" puts the error in the place of the input, of which state "B" then reads "$[\'retries\']".',
        }, leadsNowhere('/States/B/Choices/0/Variable', 'State "B" reads "$[\'retries\']" in "Variable"')],
      },
    ],
  },
  check: ({ report }) => {
    const catching = new Map<Scope, State[]>();
    return {
      state(state) {
        if (state.language !== 'JSONPath' || !state.node.has('Catch')) return;
        const others = catching.get(state.scope);
        if (others) others.push(state);
        else catching.set(state.scope, [state]);
      },
      end() {
        for (const [{ states }, some] of catching) {
          const byName = new Map(states.map((each) => [each.name, each]));
          const reads = new Map<State, Read | undefined>();
          for (const state of some) {
            for (const catcher of objectsIn(state.node.get('Catch'))) {
              if (catcher.opaqueMembers.length > 0) continue;
              const resultPath = catcher.get('ResultPath');
              if (resultPath && textOf(resultPath) !== '$') continue;
              const read = firstRead(byName.get(textOf(catcher.get('Next')) ?? ''), byName, reads);
              if (read) report('dropped', catcher, cut(state.name), cut(read.state.name), cut(read.path));
            }
          }
        }
      },
    };
  },
});

interface Read {
  readonly state: State;
  readonly path: string;
}

/** The first reading of the input from a state on, along states that hand it on. What is found is remembered for all of them. */
function firstRead(from: State | undefined, byName: ReadonlyMap<string, State>, reads: Map<State, Read | undefined>): Read | undefined {
  const way: State[] = [];
  let read: Read | undefined;
  for (let state = from; state; state = byName.get(textOf(state.node.get('Next')) ?? '')) {
    read = reads.get(state);
    if (read || reads.has(state)) break;
    reads.set(state, undefined);
    way.push(state);
    const path = firstMemberRead(state);
    read = path === undefined ? undefined : { state, path };
    if (read || !handsOnInput(state)) break;
  }
  for (const state of way) reads.set(state, read);
  return read;
}

/** Whether a state's output is its input. */
function handsOnInput({ type, node, language }: State): boolean {
  if (language !== 'JSONPath' || node.opaqueMembers.length > 0 || node.has('InputPath') || node.has('OutputPath')) return false;
  if (type === 'Wait') return true;
  if (type === 'Pass' && !node.has('Result') && !node.has('Parameters') && !node.has('ResultPath')) return true;
  return node.get('ResultPath')?.kind === 'null';
}

/** The first member of its input that a state reads by a path, other than those that an error has. */
function firstMemberRead({ type, node, language }: State): string | undefined {
  const spec = type && STATES.get(type);
  if (!spec || language !== 'JSONPath') return undefined;
  const inputPath = node.get('InputPath');
  if (inputPath && textOf(inputPath) !== '$') return textOf(inputPath) === undefined ? undefined : memberIn(textOf(inputPath)!);
  for (const field of node.members) {
    const name = field.name as string;
    // What a state gives out need not be its input.
    if (NOT_OF_INPUT.has(name) || (name === 'OutputPath' && spec.fields.has('ResultPath'))) continue;
    const found = name === 'Choices' ? memberInRules(field) : memberInField(field, spec.fields.get(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function memberInField(node: JsonNode, field: FieldSpec | undefined): string | undefined {
  if (field?.syntax === 'template') return memberInTemplate(node);
  return field?.syntax !== undefined && field.syntax !== 'timestamp' && node.kind === 'string' ? memberIn(node.value) : undefined;
}

function memberInTemplate(node: JsonNode): string | undefined {
  if (node.kind === 'string' && node.parent?.kind === 'object' && (node.name as string).endsWith('.$')) return memberIn(node.value);
  const children = node.kind === 'object' ? node.members : node.kind === 'array' ? node.elements : [];
  return firstOf(children, memberInTemplate);
}

/** What a Choice compares. To ask whether a member is there is no mistake. */
function memberInRules(node: JsonNode): string | undefined {
  if (node.kind === 'array') return firstOf(node.elements, memberInRules);
  if (node.kind !== 'object' || node.has('IsPresent')) return undefined;
  return firstOf(node.members, (member) => {
    const name = member.name as string;
    if (member.kind === 'string') return name === 'Variable' || name.endsWith('Path') ? memberIn(member.value) : undefined;
    return name === 'And' || name === 'Or' || name === 'Not' ? memberInRules(member) : undefined;
  });
}

function firstOf(nodes: readonly JsonNode[], find: (node: JsonNode) => string | undefined): string | undefined {
  for (const node of nodes) {
    const found = find(node);
    if (found !== undefined) return found;
  }
  return undefined;
}

function memberIn(expression: string): string | undefined {
  const paths = expression.startsWith('States.') ? expression.replace(TEXT_OR_MEMBER_NAME, (text, bracket?: string) => bracket === undefined ? '' : text) : expression;
  for (const [path, ...names] of paths.matchAll(MEMBER)) {
    const name = names.find((each) => each !== undefined);
    if (name !== 'Error' && name !== 'Cause') return path;
  }
  return undefined;
}

function caught(catcher: object, handler: object, others: object = {}): object {
  return {
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::dynamodb:getItem',
        Parameters: { TableName: 't', Key: {} },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', ...catcher }],
        Next: 'C',
      },
      B: { Type: 'Pass', End: true, ...handler },
      C: { Type: 'Succeed' },
      ...others,
    },
  };
}
