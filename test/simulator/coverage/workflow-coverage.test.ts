import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { COVERAGE_FOLDER, readCoverage } from '../../../src/simulator/coverage/coverage-folder';
import { WorkflowCoverage } from '../../../src/simulator/coverage/workflow-coverage';
import { Simulator } from '../../../src/simulator/simulator';
import { TaskMock } from '../../../src/simulator/task-mock';
import { testFolder } from '../../cli/command';
import { LAMBDA } from '../run';

const { write } = testFolder();

const ORDER = {
  StartAt: 'Kind?',
  States: {
    'Kind?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.kind', StringEquals: 'a', Next: 'Work' }, { Variable: '$.kind', StringEquals: 'b', Next: 'Work' }],
      Default: 'Each',
    },
    'Work': {
      Type: 'Task',
      Resource: LAMBDA('work'),
      Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }, { ErrorEquals: ['Slow'] }],
      Catch: [{ ErrorEquals: ['Lost'], Next: 'End' }, { ErrorEquals: ['States.ALL'], Next: 'Each' }],
      Next: 'Each',
    },
    'Each': {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', Next: '2' }, 2: { Type: 'Pass', End: true } } },
      Next: 'End',
    },
    'End': { Type: 'Succeed' },
  },
};
const simulator = (definition: object = ORDER) => Simulator.fromDefinition(definition, { stateMachineName: 'Order' });
const input = (kind: string) => ({ kind, items: [1, 2] });
const ALL = [
  '"Kind?": Choices[0] to "Work"', '"Kind?": Choices[1] to "Work"', '"Kind?": Default to "Each"',
  'state "Work"', '"Work": Retry[0] of Busy', '"Work": Retry[1] of Slow', '"Work": Catch[0] of Lost to "End"', '"Work": Catch[1] of States.ALL to "Each"', '"Work" to "Each"',
  'state "Each"', 'state "2"', 'state "One"', '"One" to "2"', '"Each" to "End"', 'state "End"',
];

describe('coverage', () => {
  test('is nothing before the first run', () => {
    const { coverage } = simulator();
    expect(coverage).toMatchObject({ states: 0, transitions: 0, choices: 0, clauses: 0, stateMachines: ['Order'] });
    expect([...coverage.missed].sort()).toEqual(['state "Kind?"', ...ALL].sort());
  });

  test('knows which Choice rule held where two lead to the same state', () => {
    const one = simulator().mockState('Work', TaskMock.succeed({ items: [] }));
    one.run(input('b'));
    expect(one.coverage.missed).toContain('"Kind?": Choices[0] to "Work"');
    expect(one.coverage.missed).not.toContain('"Kind?": Choices[1] to "Work"');
    expect(one.coverage.missed).toContain('"Kind?": Default to "Each"');
  });

  test.each<[string, TaskMock, string[]]>([
    ['a task that succeeds', TaskMock.succeed({ items: [1] }), ['"Work" to "Each"']],
    ['a retry', TaskMock.sequence([TaskMock.fail('Slow'), TaskMock.succeed({ items: [1] })]), ['"Work": Retry[1] of Slow', '"Work" to "Each"']],
    ['a catch', TaskMock.fail('Lost'), ['"Work": Catch[0] of Lost to "End"']],
    ['a retry that ends in a catch', TaskMock.fail('Busy'), ['"Work": Retry[0] of Busy', '"Work": Catch[1] of States.ALL to "Each"']],
  ])('knows the clauses of %s', (_, mock, reached) => {
    const { coverage } = simulator({ ...ORDER, States: { ...ORDER.States, Each: { Type: 'Succeed' } } }).mockState('Work', mock).run(input('a'));
    const ofWork = ALL.filter((label) => label.startsWith('"Work"'));
    expect(ofWork.filter((label) => !coverage.missed.includes(label)).sort()).toEqual(reached.sort());
  });

  test('adds up over runs, steps and simulators', () => {
    const first = simulator();
    first.run(input('c'));
    const second = simulator();
    const running = second.start(input('a'));
    expect(second.coverage.missed).not.toContain('state "Work"');
    expect(second.coverage.missed).toContain('"Work": Catch[0] of Lost to "End"');
    const third = simulator().resume(running.toJson());
    running.failTask(running.pendingTasks[0].taskToken, 'Lost');
    expect(second.coverage.missed).not.toContain('"Work": Catch[0] of Lost to "End"');
    third.succeedTask(third.pendingTasks[0].taskToken, { items: [] });

    const merged = WorkflowCoverage.merge([first.coverage, second.coverage, third.execution.coverage]);
    expect(merged.stateMachines).toEqual(['Order']);
    expect(merged.missed).toEqual(['"Kind?": Choices[1] to "Work"', '"Work": Retry[0] of Busy', '"Work": Retry[1] of Slow', '"Work": Catch[1] of States.ALL to "Each"']);
    expect(merged).toMatchObject({ states: 100, transitions: 100 * 6 / 8, choices: 100 * 2 / 3, clauses: 25 });
    expect(merged.summary).toBe([
      'Order: states 6/6 (100%), transitions 6/8 (75%), choices 2/3 (66.6%), clauses 1/4 (25%)',
      '  not reached: "Kind?": Choices[1] to "Work"',
      '  not reached: "Work": Retry[0] of Busy',
      '  not reached: "Work": Retry[1] of Slow',
      '  not reached: "Work": Catch[1] of States.ALL to "Each"',
    ].join('\n'));
  });

  test('what a resumed execution had reached before is not counted twice', () => {
    const one = simulator();
    const running = one.start(input('a'));
    const again = one.resume(running.toJson());
    again.succeedTask(again.pendingTasks[0].taskToken, { items: [] });
    expect(one.coverage.toLcov()).toContain('FNDA:1,Work');
  });

  test('counts children of a Distributed Map', () => {
    const { coverage } = Simulator.fromDefinition({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    }).run([1, 2, 3]);
    expect(coverage.states).toBe(100);
    expect(coverage.toLcov()).toContain('FNDA:3,One');
  });

  test('of a machine with nothing of a kind is 100 percent of it', () => {
    const { coverage } = simulator({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } }).run();
    expect(coverage).toMatchObject({ states: 100, transitions: 100, choices: 100, clauses: 100, missed: [] });
    expect(coverage.summary).toBe('Order: states 1/1 (100%)');
  });

  test('keeps machines apart', () => {
    const other = Simulator.fromDefinition({ StartAt: 'Only', States: { Only: { Type: 'Pass', Next: 'Last' }, Last: { Type: 'Fail' } } }, { stateMachineName: 'Other' }).run();
    const both = WorkflowCoverage.ofExecutions([simulator().run(input('c')), other]);
    expect(both.stateMachines).toEqual(['Order', 'Other']);
    expect(both.missed).toContain('Order: state "Work"');
    expect(both.summary).toContain('\nOther: states 2/2 (100%), transitions 1/1 (100%)');
    expect(WorkflowCoverage.merge([]).summary).toBe('No state machine was run.');
  });
});

describe('thresholds', () => {
  const { coverage } = simulator().run(input('c'));

  test('that are met say nothing', () => {
    expect(() => coverage.assertAtLeast({ states: 80, choices: 30, clauses: 0 })).not.toThrow();
  });

  test('of what a machine has not are met', () => {
    const only = simulator({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } }).run();
    expect(() => only.coverage.assertAtLeast({ states: 100, transitions: 100, choices: 100, clauses: 100 })).not.toThrow();
  });

  test.each<[string, () => WorkflowCoverage, string]>([
    ['executions', () => WorkflowCoverage.ofExecutions([]), 'No state machine was run, so no threshold is reached.'],
    ['coverage', () => WorkflowCoverage.merge([]), 'No state machine was run, so no threshold is reached.'],
    ['runs of a simulator', () => simulator({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } }).coverage, 'Order: no execution of it was run.'],
  ])('are not met where there are no %s', (_, none, message) => {
    expect(() => none().assertAtLeast({ choices: 100 })).toThrow(expect.objectContaining({ code: 'CoverageTooLow', message }));
  });

  test('nothing is covered where nothing was run', () => {
    expect(WorkflowCoverage.ofExecutions([])).toMatchObject({ states: 0, transitions: 0, choices: 0, clauses: 0 });
  });

  test.each<[string, object | undefined, string]>([
    ['that there are not', { branches: 100 }, 'assertAtLeast() has no threshold "branches". It has "states", "transitions", "choices", "clauses".'],
    ['that are misspelt', { state: 100 }, 'assertAtLeast() has no threshold "state". Did you mean "states"?'],
    ['that are texts', { states: '100' }, 'Threshold "states" is "100". Give a percentage from 0 to 100.'],
    ['that are none', {}, 'assertAtLeast() was given no threshold. Give at least one, for example { states: 100 }.'],
    ['that are left out', undefined, 'assertAtLeast() was given no threshold.'],
  ])('%s are refused', (_, thresholds, message) => {
    expect(() => coverage.assertAtLeast(thresholds as any)).toThrow(message);
  });

  test('that are not met name what was not reached, of that kind', () => {
    expect(() => coverage.assertAtLeast({ states: 100, choices: 50 })).toThrow(expect.objectContaining({
      code: 'CoverageTooLow',
      message: [
        'Order: 83.3% of the states were reached, and 100% is wanted.',
        'Order: 33.3% of the choices were reached, and 50% is wanted.',
        '  not reached: state "Work"',
        '  not reached: "Kind?": Choices[0] to "Work"',
        '  not reached: "Kind?": Choices[1] to "Work"',
      ].join('\n'),
    }));
  });

  test.each([-1, 101, Number.NaN])('must be percentages: %s', (states) => {
    expect(() => coverage.assertAtLeast({ states })).toThrow(/^Threshold "states" is .* Give a percentage from 0 to 100\.$/);
  });
});

describe('reports', () => {
  const yaml = 'StartAt: First\nStates:\n  First:\n    Type: Choice\n    Choices:\n      - Variable: $.a\n        IsPresent: true\n        Next: <b>\n    Default: Last\n'
    + '  <b>:\n    Type: Pass\n    Next: Last\n  Last:\n    Type: Succeed\n';

  test('LCOV, against the lines of the definition\'s file', () => {
    const file = write('order.asl.yaml', yaml);
    const one = Simulator.fromFile(file);
    one.run();
    one.run();
    expect(one.coverage.toLcov()).toBe([
      'TN:', `SF:${file}`, 'FN:3,First', 'FN:10,<b>', 'FN:13,Last', 'FNDA:2,First', 'FNDA:0,<b>', 'FNDA:2,Last', 'FNF:3', 'FNH:2',
      'BRDA:6,0,0,0', 'BRDA:9,0,1,2', 'BRF:2', 'BRH:1',
      'DA:3,2', 'DA:6,0', 'DA:9,2', 'DA:10,0', 'DA:12,0', 'DA:13,2', 'LF:6', 'LH:3', 'end_of_record', '',
    ].join('\n'));
    expect(() => one.coverage.assertAtLeast({ states: 100 })).toThrow(`not reached: state "<b>" (${file}:10)`);
  });

  test('HTML, with what was not reached, and nothing of the definition taken for HTML', () => {
    const html = Simulator.fromFile(write('page.asl.yaml', yaml)).run().coverage.toHtml();
    expect(html).toContain('<td class="low">2 of 3</td>');
    expect(html).toContain('<a href="#m0-10">state &quot;&lt;b&gt;&quot;</a>');
    expect(html).toContain('<span class="miss" id="m0-10"><b>0×  10</b>  &lt;b&gt;:</span>');
    expect(html).toContain('<span class="hit" id="m0-3"><b>1×  3</b>  First:</span>');
    expect(html).not.toContain('<b>:');
  });

  test('a definition that is in no file, or all in one line, is printed anew', () => {
    const { coverage } = simulator().run(input('c'));
    expect(coverage.toLcov()).toMatch(/^TN:\nSF:definitions\/Order-[0-9a-f]{6}\.asl\.json\nFN:4,Kind\?\n/);
    expect(Simulator.fromFile(write('one-line.json', JSON.stringify(ORDER))).run(input('c')).coverage.toLcov()).toContain('\nFN:4,Kind?\n');
  });

  test('a construct is named by its path', () => {
    const stack = new Stack(new App(), 'Shop');
    const machine = new sfn.StateMachine(stack, 'Wait', {
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Wait(stack, 'A while', { time: sfn.WaitTime.duration(Duration.days(1)) })),
    });
    const { coverage } = Simulator.fromStateMachine(machine).run();
    expect(coverage.stateMachines).toEqual(['Shop/Wait']);
    expect(coverage.toLcov()).toContain('SF:definitions/Shop-Wait-');
  });
});

describe('the folder of a test run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-coverage-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => { delete process.env[COVERAGE_FOLDER]; });

  test('has what all simulators reached while the variable was set', () => {
    simulator().run(input('c'));
    process.env[COVERAGE_FOLDER] = folder;
    simulator().run(input('c'));
    const running = simulator().start(input('a'));
    running.failTask(running.pendingTasks[0].taskToken, 'Lost');
    const read = WorkflowCoverage._of(readCoverage(folder));
    expect(read.summary).toMatch(/^Order: states 6\/6 \(100%\), transitions 5\/8 /);
    expect(read.toLcov()).toContain('FNDA:2,Kind?');
    expect(read.toLcov()).toContain('FNDA:1,Work');
  });

  test('has what replays reached, as runs of the same machine; an exploration adds nothing', () => {
    const own = mkdtempSync(join(folder, 'replay-'));
    const file = write('replayed.asl.json', `${JSON.stringify(ORDER, undefined, 2)}\n`);
    const stack = new Stack(new App(), 'Shop');
    const construct = new sfn.StateMachine(stack, 'Order', { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(ORDER)) });
    const history = simulator().run(input('c')).history;
    process.env[COVERAGE_FOLDER] = own;
    Simulator.fromFile(file).run(input('c'));
    expect(Simulator.replay(file, history).agrees).toBe(true);
    expect(Simulator.replay(construct, history).agrees).toBe(true);
    expect(Simulator.replay(ORDER, history, { stateMachineName: 'Order' }).agrees).toBe(true);
    Simulator.fromFile(file).explore({ inputs: [input('a')] });
    const read = WorkflowCoverage._of(readCoverage(own));
    expect(read.stateMachines.sort()).toEqual(['Order', 'Shop/Order', file].sort());
    expect(read.toLcov().match(/FNDA:\d+,(Kind\?|Work)/g)!.sort()).toEqual(['FNDA:0,Work', 'FNDA:0,Work', 'FNDA:0,Work', 'FNDA:1,Kind?', 'FNDA:1,Kind?', 'FNDA:2,Kind?']);
  });

  test('that is not there is an error that names it', () => {
    process.env[COVERAGE_FOLDER] = join(folder, 'nowhere');
    expect(() => simulator().run(input('c'))).toThrow(/^Coverage cannot be written to ".*nowhere", which STEPWRIGHT_COVERAGE_FOLDER names: ENOENT\./);
  });
});
