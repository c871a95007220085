import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AslValidation } from '../../src/validation/cdk/asl-validation';
import { ExpressMode } from '../../src/workflows/express-mode';
import { ExpressWorkflow } from '../../src/workflows/express-workflow';
import { IWorkflow } from '../../src/workflows/i-workflow';
import { StandardWorkflow } from '../../src/workflows/standard-workflow';
import { WorkflowDashboard, WorkflowDashboardProps } from '../../src/workflows/workflow-dashboard';
import { WorkflowRelease } from '../../src/workflows/workflow-release';
import { nagErrors } from '../cdk-nag';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly query?: string;
    readonly region?: string;
    readonly alarms?: string[];
    readonly metrics?: unknown[][];
  };
}

const definition = (stack: Stack, id: string) => sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, id));
const standard = (stack: Stack) => new StandardWorkflow(stack, 'Orders', { timeout: Duration.hours(1), definitionBody: definition(stack, 'A') });
const express = (stack: Stack) => new ExpressWorkflow(stack, 'Quotes', { mode: ExpressMode.SYNC, definitionBody: definition(stack, 'B') });

function make(workflowsOf: (stack: Stack) => IWorkflow[], props: Partial<WorkflowDashboardProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const dashboard = new WorkflowDashboard(stack, 'Dashboard', { workflows: workflowsOf(stack), ...props });
  const widgets = (): Widget[] => {
    const [{ Properties: { DashboardBody } }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
    const parts: unknown[] = typeof DashboardBody === 'string' ? [DashboardBody] : DashboardBody['Fn::Join'][1];
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : Object.values(part as object).flat().join('.'))).join('')).widgets;
  };
  const widget = (title: string) => widgets().find(({ properties }) => properties.title === title)?.properties;
  /** Name, dimensions and label of the metrics of a widget. */
  const metrics = (title: string) => widget(title)?.metrics?.map((row) => {
    const { label, stat, period } = row[row.length - 1] as { label: string; stat?: string; period?: number };
    return [row[1], row.slice(2, -1).join(' '), label, stat, period];
  });
  return { stack, dashboard, widgets, widget, metrics };
}

const MACHINE = 'StateMachineArn OrdersStateMachine7AF3635A';
const QUOTES = expect.stringMatching(/^StateMachineArn QuotesStateMachine/);

test('a Standard workflow has its alarms, its executions, their duration and their errors', () => {
  const { widgets, widget, metrics } = make((stack) => [standard(stack)]);
  expect(widgets().map(({ type, properties: { title, markdown } }) => `${type}: ${title ?? markdown}`)).toEqual([
    'text: # Orders (Standard)', 'alarm: Alarms', 'metric: Executions', 'metric: Duration', 'metric: Throttled and redriven', 'log: Most frequent errors',
  ]);
  expect(widget('Alarms')?.alarms).toHaveLength(3);
  expect(metrics('Executions')).toEqual([
    ['ExecutionsStarted', MACHINE, 'started', 'Sum', undefined], ['ExecutionsSucceeded', MACHINE, 'succeeded', 'Sum', undefined],
    ['ExecutionsFailed', MACHINE, 'failed', 'Sum', undefined], ['ExecutionsTimedOut', MACHINE, 'timed out', 'Sum', undefined],
    ['ExecutionsAborted', MACHINE, 'aborted', 'Sum', undefined],
  ]);
  expect(metrics('Duration')).toEqual(['p50', 'p95', 'p99'].map((stat) => ['ExecutionTime', MACHINE, stat, stat, undefined]));
  expect(metrics('Throttled and redriven')).toEqual([
    ['ExecutionThrottled', MACHINE, 'throttled transitions and retries', 'Sum', undefined], ['ExecutionsRedriven', MACHINE, 'redriven executions', 'Sum', undefined],
  ]);
  expect(widget('Most frequent errors')?.query).toMatch(/^SOURCE '[^']+' \| filter ispresent\(details\.error\)\n\| stats count\(\*\) as events, .* by details\.error as error, type\n\| sort events desc\n\| limit 20$/);
});

test('an Express workflow has what it is billed for, and its slowest executions, of which only the logs know', () => {
  const { widgets, widget, metrics } = make((stack) => [express(stack)]);
  expect(widgets().map(({ type, properties: { title, markdown } }) => `${type}: ${title ?? markdown}`)).toEqual([
    'text: # Quotes (Express)', 'alarm: Alarms', 'metric: Executions', 'metric: Duration', 'metric: Throttled', 'metric: Billed for an execution',
    'log: Most frequent errors', 'log: Slowest executions',
  ]);
  expect(metrics('Billed for an execution')?.map((row) => row.slice(0, 3))).toEqual([
    ['ExpressExecutionBilledDuration', QUOTES, 'billed duration'], ['ExpressExecutionBilledMemory', QUOTES, 'billed memory'],
  ]);
  expect(widget('Slowest executions')?.query).toContain('latest(event_timestamp) - earliest(event_timestamp) as milliseconds by execution_arn');
});

test('several workflows stand one below the other, each row as wide as the dashboard or less', () => {
  const { widgets } = make((stack) => [standard(stack), express(stack)]);
  expect(widgets().flatMap(({ properties: { markdown } }) => markdown ?? [])).toEqual(['# Orders (Standard)', '# Quotes (Express)']);
  expect(new Set(widgets().map(({ width }) => width))).toEqual(new Set([12, 24]));
});

test('what is added comes below', () => {
  const { dashboard, stack, widgets } = make(() => []);
  dashboard.addWorkflow(standard(stack));
  dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'More' }));
  expect(widgets().map(({ properties: { markdown } }) => markdown).filter(Boolean)).toEqual(['# Orders (Standard)', 'More']);
});

test('alarms that are switched off and logs that are not queried are left out', () => {
  const silent = make((stack) => [new StandardWorkflow(stack, 'Orders', {
    timeout: Duration.hours(1), definitionBody: definition(stack, 'A'), alarms: { enabled: false }, logs: { level: sfn.LogLevel.OFF },
  })]);
  expect(silent.widgets().filter(({ type }) => type !== 'metric' && type !== 'text')).toEqual([]);
  expect(make((stack) => [express(stack)], { logQueries: false }).widgets().filter(({ type }) => type === 'log')).toEqual([]);
});

test('the name, the interval and the period are what is given', () => {
  const { stack, metrics } = make((scope) => [standard(scope)], { dashboardName: 'orders', defaultInterval: Duration.hours(3), period: Duration.minutes(1) });
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  expect(Properties.DashboardName).toBe('orders');
  expect(JSON.stringify(Properties.DashboardBody)).toContain('\\"start\\":\\"-PT3H\\"');
  expect(metrics('Duration')?.map((row) => row[4])).toEqual([60, 60, 60]);
  expect(JSON.stringify(Template.fromStack(make((scope) => [standard(scope)]).stack).findResources('AWS::CloudWatch::Dashboard'))).toContain('\\"start\\":\\"-P1D\\"');
});

test('a release shows what its alias has started', () => {
  const { metrics } = make((stack) => [new WorkflowRelease(stack, 'Release', { workflow: standard(stack) })]);
  expect(metrics('Executions')?.map((row) => row[1])).toEqual(Array(5).fill(`Alias live ${MACHINE}`));
});

test('an imported workflow is shown from where it is', () => {
  const { widget, widgets } = make((stack) => [ExpressWorkflow.fromExpressWorkflowAttributes(stack, 'Quotes', {
    stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:quotes', mode: ExpressMode.ASYNC,
    logGroup: logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/quotes'),
  })]);
  expect(widget('Executions')).toMatchObject({ region: 'eu-west-1' });
  expect(widget('Slowest executions')).toMatchObject({ region: 'eu-west-1', query: expect.stringContaining('SOURCE \'/aws/vendedlogs/states/quotes\'') });
  expect(widgets().some(({ type }) => type === 'alarm')).toBe(false);
});

test('nothing is found in it', () => {
  const { stack } = make((scope) => [express(scope)]);
  expect(nagErrors(stack)).toEqual([]);
  expect(AslValidation.of(stack).findings()).toEqual([]);
});

test('a dashboard of nothing, and a workflow that is shown twice, are errors', () => {
  expect(() => Template.fromStack(make(() => []).stack)).toThrow('WorkflowDashboard "Shop/Dashboard": "workflows" is empty, and addWorkflow() was not called.');
  expect(() => make((stack) => {
    const workflow = standard(stack);
    return [workflow, workflow];
  })).toThrow('WorkflowDashboard "Shop/Dashboard": Workflow "Shop/Orders" is shown already. Add it once.');
});
