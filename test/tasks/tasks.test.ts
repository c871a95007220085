import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Language, makeOldStack, makeStack, TASK_CASES, TaskCase } from './task-cases';
import { AslValidation, RetryPolicy, Simulator, StandardWorkflow, TaskMock } from '../../src';
import { nagErrors } from '../cdk-nag';
import { definitionOf } from '../definition-of';
import { surplusOf } from '../role-surplus';

const LANGUAGES: readonly Language[] = ['jsonPath', 'jsonata'];
const ROWS = TASK_CASES.flatMap((each) => LANGUAGES.map((language): [string, Language, TaskCase] => [each.title, language, each]));

interface Made { readonly stack: Stack; readonly workflow: StandardWorkflow }

function make({ factory, props }: TaskCase, language: Language, more: object = {}, stack: Stack = makeStack()): Made {
  const task = factory[language](stack, 'Do', { ...props(stack, language), ...more });
  const workflow = new StandardWorkflow(stack, 'Workflow', { definitionBody: sfn.DefinitionBody.fromChainable(task), timeout: Duration.hours(24) });
  return { stack, workflow };
}

const stateOf = (workflow: StandardWorkflow) => definitionOf(workflow).States.Do;
const retriedBy = (state: any): string[] => (state.Retry ?? []).flatMap(({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals);

/** What the task answers: a function that is called by its ARN gives its payload alone. */
const answerOf = ({ title, answer, result }: TaskCase, language: Language): unknown => (title === 'LambdaTask' && language === 'jsonPath' ? result : answer);

describe.each(ROWS)('%s.%s', (title, language, each) => {
  const { workflow } = make(each, language);
  const state = stateOf(workflow);
  const { resource, timeout, retried, notRetried, result } = each;
  const expected = language === 'jsonPath' && each.resultJsonPath !== undefined ? each.resultJsonPath : result;
  const answer = TaskMock.succeed(answerOf(each, language));

  test('is a state of the language, with a timeout', () => {
    expect(state).toMatchObject({ Type: 'Task', TimeoutSeconds: timeout });
    expect(state.QueryLanguage).toBe(language === 'jsonata' ? 'JSONata' : undefined);
    if (title !== 'LambdaTask' || language === 'jsonata') expect(state.Resource).toMatch(new RegExp(`:states:::${resource.replaceAll('.', '\\.')}$`));
  });

  test('retries what passes by itself', () => {
    if (retried === undefined) expect(state.Retry).toBeUndefined();
    else expect(retriedBy(state)).toContain(retried);
    if (notRetried !== undefined) expect(retriedBy(state)).not.toContain(notRetried);
    expect(new Set(retriedBy(state)).size).toBe(retriedBy(state).length);
  });

  test('goes on with what is wanted', () => {
    expect(Simulator.fromStateMachine(workflow).mockState('Do', answer).run({ id: 'a' }).assertSucceeded().output).toEqual(expected);
  });

  if (retried !== undefined) {
    test('is tried again where it failed', () => {
      const execution = Simulator.fromStateMachine(workflow).mockState('Do', TaskMock.sequence([TaskMock.fail(retried), answer])).run({ id: 'a' });
      expect(execution.assertSucceeded().output).toEqual(expected);
    });
  }

  if (notRetried !== undefined) {
    test('is not tried again where that is of no use', () => {
      Simulator.fromStateMachine(workflow).mockState('Do', TaskMock.sequence([TaskMock.fail(notRetried)])).run({ id: 'a' }).assertFailed(notRetried);
    });
  }

  test('what the user gives comes first', () => {
    const retryPolicy = RetryPolicy.onErrors(['Mine']);
    const taskTimeout = sfn.Timeout.duration(Duration.hours(3));
    const changed = stateOf(make(each, language, { retryPolicy, taskTimeout, ...language === 'jsonata' ? { outputs: { mine: 1 } } : { outputPath: '$.mine' } }).workflow);
    expect(changed).toMatchObject({ TimeoutSeconds: 3 * 3600, ...language === 'jsonata' ? { Output: { mine: 1 } } : {} });
    // CDK takes "outputPath" of a model for something else.
    if (language === 'jsonPath' && title !== 'BedrockInvokeModelTask') expect(changed).toMatchObject({ OutputPath: '$.mine' });
    expect(changed.ResultSelector).toBeUndefined();
    expect(retriedBy(changed)).toEqual(['Mine']);
    expect(stateOf(make(each, language, { retryPolicy: RetryPolicy.none() }).workflow).Retry).toBeUndefined();
  });

  test.each([['a new app', makeStack], ['an old app', makeOldStack]])('the role is allowed what the task needs, and nothing else: %s', (_, makeOne) => {
    const one = make(each, language, {}, makeOne());
    expect(AslValidation.of(one.stack).findings()).toEqual([]);
    const beside = Object.keys(each.beside ?? {}).map((action) => action.toLowerCase());
    const surplus = surplusOf(one.workflow);
    expect(surplus.filter((allowed) => !beside.includes(allowed.split(' ')[0]))).toEqual([]);
    expect(surplus.filter((allowed) => allowed.endsWith(' on *'))).toEqual([]);
    expect(beside.filter((action) => !surplus.some((allowed) => allowed.startsWith(`${action} `)))).toEqual([]);
  });

  test('cdk-nag finds nothing but wildcards for what has no name before it runs', () => {
    const found = nagErrors(make(each, language).stack).filter((error) => error.startsWith('/Shop/Workflow/'));
    expect(found.map((error) => /AwsSolutions-IAM5\[([^\]]*)\]/.exec(error)?.[1] ?? error).sort()).toEqual([...each.wildcards ?? []].sort());
  });
});
