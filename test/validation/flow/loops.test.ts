import { flowOf } from './follow';
import { parseDefinition } from '../../../src/asl/document';

/** What is said of the loops of a machine of these states, from the first. */
const endless = (states: { readonly [state: string]: object }, more: object = {}) => (
  flowOf(parseDefinition(JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more }), { substitutions: true })).loops.endless
    .map(({ why, loop, state }) => `${why} ${loop.states.map((one) => one.state.name).join('')} ${state.name}`));

const lambda = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' };
const api = (action: string, Parameters: object = {}) => ({ Type: 'Task', Resource: `arn:aws:states:::aws-sdk:${action}`, Parameters });
const invoke = (Payload: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f', ...Payload } });
/** Goes on with the first where a path is 1, or else with the second. */
const ask = (Variable: string, Next: string, Default: string) => ({ Type: 'Choice', Choices: [{ Variable, NumericEquals: 1, Next }], Default });
const D = { Type: 'Succeed' };
const start = { Type: 'Pass', Assign: { n: 0 }, Next: 'A' };
const C = ask('$.r', 'D', 'A');

describe('loops', () => {
  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['no loop', { A: { ...lambda, Next: 'C' }, C: ask('$.r', 'D', 'E'), D, E: D }, []],
    ['a Retry is none', { A: { ...lambda, Retry: [{ ErrorEquals: ['States.ALL'] }], End: true } }, []],
    ['a loop that cannot be reached', { A: D, B: { Type: 'Pass', Next: 'B' } }, []],
    ['no way out', { S: ask('$.r', 'A', 'D'), A: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: { ...lambda, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }], Next: 'A' }, D }, ['noExit AB A']],
    ['no way out of the machine is said by another rule', { A: { Type: 'Pass', Next: 'A' } }, []],
    ['a transition that is not known until deploy', { S: ask('$.r', 'A', 'D'), A: { Type: 'Pass', Next: '${Next}' }, B: { Type: 'Pass', Next: 'A' }, D }, []],
    // What the Choice states decide by.
    ['nothing changes it', { A: { Type: 'Pass', Next: 'C' }, C, D }, ['unchanged AC A']],
    ['a Wait is enough', { A: { Type: 'Wait', Seconds: 1, Next: 'C' }, C, D }, []],
    ['a Wait on one way round is not', { A: { Type: 'Pass', Next: 'C' }, C: { ...C, Choices: [...C.Choices, { Variable: '$.x', IsPresent: true, Next: 'W' }] }, W: { Type: 'Wait', Seconds: 1, Next: 'A' }, D }, ['unchanged AC A']],
    ['another path is changed', { A: { Type: 'Pass', Parameters: {}, ResultPath: '$.x', Next: 'C' }, C, D }, ['unchanged AC A']],
    ['the path is changed', { A: { Type: 'Pass', Parameters: {}, ResultPath: '$.r', Next: 'C' }, C, D }, []],
    ['what it lies in is changed', { A: { Type: 'Pass', Parameters: {}, ResultPath: '$.r', Next: 'C' }, C: ask('$.r.a[0]', 'D', 'A'), D }, []],
    ['what lies in it is changed', { A: { Type: 'Pass', Parameters: {}, ResultPath: '$.r.a', Next: 'C' }, C, D }, []],
    ['everything is changed', { A: { Type: 'Pass', Parameters: {}, Next: 'C' }, C, D }, []],
    ['by an OutputPath', { A: { Type: 'Pass', OutputPath: '$.x', Next: 'C' }, C, D }, []],
    ['by an InputPath', { A: { Type: 'Pass', InputPath: '$.x', Next: 'C' }, C, D }, []],
    ['a variable is changed', { A: { Type: 'Pass', Assign: { v: 1 }, Next: 'C' }, C: ask('$v', 'D', 'A'), D }, []],
    ['another variable is changed', { S: { Type: 'Pass', Assign: { v: 0 }, Next: 'A' }, A: { Type: 'Pass', Assign: { w: 1 }, Next: 'C' }, C: ask('$v', 'D', 'A'), D }, ['unchanged AC A']],
    ['time goes on', { A: { Type: 'Pass', Next: 'C' }, C: { Type: 'Choice', Choices: [{ Variable: '$$.State.EnteredTime', TimestampGreaterThanPath: '$.until', Next: 'D' }], Default: 'A' }, D }, []],
    ['the execution stays the same', { A: { Type: 'Pass', Next: 'C' }, C: ask('$$.Execution.Input.n', 'D', 'A'), D }, ['unchanged AC A']],
    ['a Map state may change it', { A: { Type: 'Map', ItemProcessor: { StartAt: 'M', States: { M: { Type: 'Pass', End: true } } }, Next: 'C' }, C, D }, []],
    ['a failure may end it', { A: { ...lambda, ResultPath: null, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }], Next: 'C' }, C, D }, ['polls AC A']],
    ['a task that ends the scope', { A: { ...lambda, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'C' }], End: true }, C: ask('$.r', 'A', 'A') }, []],
    // Polling.
    ['a function that gets the same', { A: { ...lambda, InputPath: '$.id', ResultPath: '$.r', Next: 'C' }, C, D }, ['polls AC A']],
    ['a function that gets its own result', { A: { ...lambda, ResultPath: '$.r', Next: 'C' }, C, D }, []],
    ['a function that gets nothing', { A: { ...invoke({ Payload: {} }), ResultPath: '$.r', Next: 'C' }, C, D }, ['polls AC A']],
    ['a function that gets what the loop counts', { A: { ...invoke({ 'n.$': '$.r' }), ResultPath: '$.r', Next: 'C' }, C, D }, []],
    ['a function that gets another id each time', { A: { ...invoke({ 'id.$': 'States.UUID()' }), ResultPath: '$.r', Next: 'C' }, C, D }, []],
    ['a task that is waited for', { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Parameters: { JobName: 'j' }, ResultPath: '$.r', Next: 'C' }, C, D }, []],
    ['an activity', { A: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', InputPath: '$.id', ResultPath: '$.r', Next: 'C' }, C, D }, []],
    ['a resource that is not known until deploy', { A: { Type: 'Task', Resource: '${Arn}', InputPath: '$.id', ResultPath: '$.r', Next: 'C' }, C, D }, []],
    ['a function that gets the same, as often as a variable counts', {
      S: start, A: { ...invoke({}), Assign: { 'n.$': 'States.MathAdd($n, 1)' }, Next: 'C' }, C: { Type: 'Choice', Choices: [{ Variable: '$n', NumericLessThan: 3, Next: 'A' }], Default: 'D' }, D,
    }, []],
    ['as often as a path counts, beside something else', {
      A: { ...invoke({}), ResultPath: '$.r', Next: 'B' }, B: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.c.n, 1)' }, ResultPath: '$.c', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.r', IsPresent: true }, { Not: { Variable: '$.limit', NumericLessThanPath: '$.c.n' } }], Next: 'A' }], Default: 'D' }, D,
    }, []],
    ['what lies in the count is changed', {
      A: { ...invoke({}), ResultPath: '$.n.r', Next: 'B' }, B: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 3, Next: 'A' }], Default: 'D' }, D,
    }, ['polls ABC A']],
    ['what is counted decides nothing', { S: start, A: { ...invoke({}), ResultPath: '$.r', Assign: { 'n.$': 'States.MathAdd($n, 1)' }, Next: 'C' }, C, D }, ['polls AC A']],
    ['what is counted by nothing', {
      S: start, A: { ...invoke({}), Assign: { 'n.$': 'States.MathAdd($n, 0)' }, Next: 'C' }, C: { Type: 'Choice', Choices: [{ Variable: '$n', NumericLessThan: 3, Next: 'A' }], Default: 'D' }, D,
    }, ['polls AC A']],
    ['a number that the task gives is no count', {
      S: start, A: { ...invoke({}), Assign: { 'n.$': '$.Payload' }, Next: 'C' }, C: { Type: 'Choice', Choices: [{ Variable: '$n', NumericLessThan: 3, Next: 'A' }], Default: 'D' }, D,
    }, ['polls AC A']],
    ['a query whose answer takes the input\'s place', { A: { ...api('glue:getJobRun', { 'RunId.$': '$.JobRun.Id' }), Next: 'C' }, C: ask('$.JobRun.State', 'D', 'A'), D }, ['polls AC A']],
    ['a query whose answer is moved first', {
      A: { ...api('glue:getJobRun', { 'RunId.$': '$.Id' }), Next: 'B' }, B: { Type: 'Pass', Parameters: { 'Id.$': '$.Next', 'State.$': '$.State' }, Next: 'C' }, C: ask('$.State', 'D', 'A'), D,
    }, []],
    ['a query that takes pages', { A: { ...api('logs:getLogEvents', { 'NextToken.$': '$.NextForwardToken' }), Next: 'C' }, C: ask('$.Done', 'D', 'A'), D }, []],
    ['a query that takes what the loop decides by', { A: { ...api('glue:getJobRun', { 'RunId.$': '$.Next' }), Next: 'C' }, C: ask('$.Next', 'D', 'A'), D }, []],
    ['an action that does something', { A: { ...api('sqs:deleteMessage', { 'Id.$': '$.Message.Id' }), Next: 'C' }, C: ask('$.Done', 'D', 'A'), D }, []],
    ['a query beside other work', { A: { ...api('sqs:getQueueUrl'), ResultPath: '$.r', Next: 'B' }, B: { ...lambda, ResultPath: '$.x', Next: 'C' }, C, D }, []],
    ['a query that ends in a catcher as well', {
      A: { ...api('glue:getJobRun', { 'RunId.$': '$.id' }), ResultPath: '$.r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }], Next: 'C' }, C, D,
    }, ['polls AC A']],
    // Catchers.
    ['a catcher that leads back', { A: { ...lambda, Catch: [{ ErrorEquals: ['Busy'], ResultPath: null, Next: 'B' }], Next: 'D' }, B: { Type: 'Pass', Next: 'A' }, D }, ['catches AB A']],
    ['a catcher that leads back and waits', { A: { ...lambda, Catch: [{ ErrorEquals: ['Busy'], Next: 'B' }], Next: 'D' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' }, D }, []],
    ['a catcher that leads back and counts', {
      S: { Type: 'Pass', Assign: { n: 0 }, Next: 'A' },
      A: { ...lambda, Catch: [{ ErrorEquals: ['Busy'], Assign: { 'n.$': 'States.MathAdd($n, 1)' }, Next: 'B' }], Next: 'D' }, B: { Type: 'Choice', Choices: [{ Variable: '$n', NumericLessThan: 3, Next: 'A' }], Default: 'D' }, D,
    }, []],
    ['a catcher that leads to other work first', { A: { ...lambda, Catch: [{ ErrorEquals: ['Busy'], Next: 'B' }], Next: 'D' }, B: { ...lambda, Next: 'A' }, D }, []],
  ])('%s', (_, states, expected) => expect(endless(states)).toEqual(expected));

  test.each<[string, { readonly [state: string]: object }, string[]]>([
    ['nothing changes the input', { A: { Type: 'Pass', Next: 'C' }, C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.r = 1 %}', Next: 'D' }], Default: 'A' }, D }, ['unchanged AC A']],
    ['an Output changes it', { A: { Type: 'Pass', Output: { r: 1 }, Next: 'C' }, C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.r = 1 %}', Next: 'D' }], Default: 'A' }, D }, []],
    ['time goes on', { A: { Type: 'Pass', Next: 'C' }, C: { Type: 'Choice', Choices: [{ Condition: '{% $millis() > $states.input.until %}', Next: 'D' }], Default: 'A' }, D }, []],
    ['a function that gets the same, and a variable', {
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, Assign: { r: '{% $states.result.Payload %}' }, Output: '{% $states.input %}', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% $r = 1 %}', Next: 'D' }], Default: 'A' }, D,
    }, ['polls AC A']],
    ['a function that gets the variable', {
      S: { Type: 'Pass', Assign: { r: 0 }, Next: 'A' },
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f', Payload: '{% $r %}' }, Assign: { r: '{% $states.result.Payload %}' }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% $r = 1 %}', Next: 'D' }], Default: 'A' }, D,
    }, []],
  ])('under JSONata: %s', (_, states, expected) => expect(endless(states, { QueryLanguage: 'JSONata' })).toEqual(expected));

  test.each([
    ['$n < 3', 'A', 'D'], ['3 > $n', 'A', 'D'], ['$n < 3 and $states.input.r = 1', 'A', 'D'], ['$n >= 3 or ($states.input.r = 1)', 'D', 'A'], ['$n = 3', 'D', 'A'], ['(($n) < (3))', 'A', 'D'],
  ])('under JSONata a counter bounds a loop: %s', (condition, Next, Default) => {
    const states = (count: string) => ({
      S: start,
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, Assign: { n: `{% ${count} %}` }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: `{% ${condition} %}`, Next }], Default },
      D,
    });
    for (const count of ['$n + 1', '($n + 1)', '((($n)) + (1))']) expect(endless(states(count), { QueryLanguage: 'JSONata' })).toEqual([]);
    expect(endless(states('($n + 0)'), { QueryLanguage: 'JSONata' })).toEqual(['polls AC A']);
    expect(endless(states('$states.result.Payload'), { QueryLanguage: 'JSONata' })).toEqual(['polls AC A']);
  });

  test('inside of other states', () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'C' }, C, D } };
    expect(endless({ P: { Type: 'Parallel', Branches: [branch], End: true } })).toEqual(['unchanged AC A']);
    expect(endless({ P: { Type: 'Map', ItemProcessor: branch, End: true } })).toEqual(['unchanged AC A']);
  });

  test('what waits inside of a state of the loop', () => {
    const around = (inner: object) => endless({
      A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { ...inner, End: true } } }], ResultPath: null, Next: 'C' }, C, D,
    });
    expect(around({ Type: 'Pass' })).toEqual(['unchanged AC A']);
    expect(around({ Type: 'Wait', Seconds: 1 })).toEqual([]);
  });
});
