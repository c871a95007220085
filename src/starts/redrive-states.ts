import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { RedriveOperatorProps } from './redrive-operator';
import { isQualified } from './workflow-start';
import { RetryPolicy } from '../error-handling/retry-policy';
import { executionArnOf } from '../workflows/execution-arn';

const TASK_TIMEOUT = sfn.Timeout.duration(Duration.seconds(30));

/** Nobody waits for the operator. */
const PATIENT = { interval: Duration.seconds(2), maxAttempts: 5 };
const RETRIES = RetryPolicy.transient(PATIENT).and(RetryPolicy.throttling(PATIENT));

/** The states of the operator: one execution or all that failed are collected, and each is redriven. @internal */
export function redriveStates(scope: Construct, props: RedriveOperatorProps): sfn.IChainable {
  const { workflow, timedOut = true, redriveFilter, maxExecutions = 100 } = props;
  const begin = sfn.Pass.jsonata(scope, 'One or all?', {
    assign: {
      sweep: '{% $not($exists($states.input.executionArn)) %}',
      executions: '{% [$states.input.executionArn] %}',
      statuses: timedOut ? ['FAILED', 'TIMED_OUT'] : ['FAILED'],
      listed: 0,
    },
  });
  const list = tasks.CallAwsService.jsonata(scope, 'List the failed', {
    service: 'sfn',
    action: 'listExecutions',
    parameters: { StateMachineArn: workflow.stateMachineArn, StatusFilter: '{% $statuses[$listed] %}', RedriveFilter: redriveFilter, MaxResults: maxExecutions },
    iamAction: 'states:ListExecutions',
    iamResources: [workflow.stateMachine.stateMachineArn],
    taskTimeout: TASK_TIMEOUT,
    assign: { executions: '{% $append($executions, [$states.result.Executions.ExecutionArn]) %}', listed: '{% $listed + 1 %}' },
  });
  RETRIES.applyTo(list);

  const each = sfn.Map.jsonata(scope, 'Each execution', { items: sfn.ProvideItems.jsonata('{% $executions %}'), maxConcurrency: 5 });
  each.itemProcessor(oneExecution(scope, props));
  const givenUp = sfn.Fail.jsonata(scope, 'Given up', {
    error: 'RedriveOperator.GivenUp',
    cause: "{% 'The execution ' & $states.input[0].executionArn & ' was redriven ' & $string($states.input[0].redrives) & ' times and ended with '"
      + " & $states.input[0].status & ($states.input[0].error = '' ? '' : ' (' & $states.input[0].error & ')') & '.' %}",
  });
  const failed = sfn.Fail.jsonata(scope, 'Not redriven', {
    error: 'RedriveOperator.NotRedriven',
    cause: "{% ( $failed := $states.input[outcome = 'FAILED']; $string($count($failed)) & ' of ' & $string($count($states.input)) & ' executions could not be looked at or redriven. The first is '"
      + " & $failed[0].executionArn & ' (' & $failed[0].reason & ').' ) %}",
  });
  each.next(sfn.Choice.jsonata(scope, 'All done?')
    .when(sfn.Condition.jsonata("{% $count($states.input[outcome = 'FAILED']) > 0 %}"), failed)
    .when(sfn.Condition.jsonata("{% $not($sweep) and $states.input[0].outcome = 'GIVEN_UP' %}"), givenUp)
    .otherwise(sfn.Succeed.jsonata(scope, 'Done')));
  list.next(sfn.Choice.jsonata(scope, 'All listed?').when(sfn.Condition.jsonata('{% $listed < $count($statuses) %}'), list).otherwise(each));
  return begin.next(sfn.Choice.jsonata(scope, 'Is it a sweep?').when(sfn.Condition.jsonata('{% $sweep %}'), list).otherwise(each));
}

/** What becomes of one execution, whose ARN is the input. */
function oneExecution(scope: Construct, props: RedriveOperatorProps): sfn.IChainable {
  const { workflow, maxRedrives = 3, errors, timedOut = true, delay = Duration.minutes(1), backoffRate = 2, maxDelay = Duration.hours(1) } = props;
  const outcome = (name: string): string => `{% $merge([$execution, { 'outcome': '${name}' }]) %}`;
  const done = (id: string, name: string): sfn.Pass => sfn.Pass.jsonata(scope, id, { outputs: outcome(name) });
  const iamResources = [executionArnOf(workflow, '*')];

  const describe = tasks.CallAwsService.jsonata(scope, 'Look at it', {
    service: 'sfn',
    action: 'describeExecution',
    parameters: { ExecutionArn: '{% $states.input %}' },
    iamAction: 'states:DescribeExecution',
    iamResources,
    taskTimeout: TASK_TIMEOUT,
    assign: {
      execution: "{% { 'executionArn': $states.input, 'status': $states.result.Status, 'error': $exists($states.result.Error) ? $states.result.Error : '',"
        + " 'redrives': $exists($states.result.RedriveCount) ? $states.result.RedriveCount : 0 } %}",
      redrivable: "{% $states.result.RedriveStatus = 'REDRIVABLE' %}",
      ...isQualified(workflow) && { ofRelease: `{% '${workflow.stateMachineArn}' in [$states.result.StateMachineAliasArn, $states.result.StateMachineVersionArn] %}` },
    },
    outputs: '{% $states.input %}',
  });
  RETRIES.applyTo(describe);
  const redrive = tasks.CallAwsService.jsonata(scope, 'Redrive it', {
    service: 'sfn',
    action: 'redriveExecution',
    // Of two operators that are told of the same failure, one redrives.
    parameters: { ExecutionArn: '{% $execution.executionArn %}', ClientToken: "{% $hash($execution.executionArn & ' ' & $string($execution.redrives), 'SHA-256') %}" },
    iamAction: 'states:RedriveExecution',
    iamResources,
    taskTimeout: TASK_TIMEOUT,
    outputs: outcome('REDRIVEN'),
  });
  const notRedrivable = 'Sfn.ExecutionNotRedrivableException';
  RETRIES.and(RetryPolicy.onErrors(['Sfn.ExecutionLimitExceededException'], PATIENT)).applyTo(redrive);
  redrive.addCatch(done('Somebody was faster', 'NOT_NEEDED'), { errors: [notRedrivable] });
  // One that fails does not keep the others from being redriven.
  const failed = sfn.Pass.jsonata(scope, 'Leave it', { outputs: "{% $merge([$execution, { 'outcome': 'FAILED', 'reason': $states.input.Error }]) %}" });
  describe.addCatch(failed, { assign: { execution: { executionArn: '{% $states.input %}' } } });
  redrive.addCatch(failed);

  const chosen = errors ? `($execution.status = 'FAILED' and $execution.error in ${jsonataList(errors)})` : "$execution.status = 'FAILED'";
  const wait = sfn.Wait.jsonata(scope, 'Wait before the redrive', {
    time: sfn.WaitTime.seconds(`{% $sweep ? 0 : $min([${maxDelay.toSeconds()}, $floor(${delay.toSeconds()} * $power(${backoffRate}, $execution.redrives))]) %}`),
  });
  return describe.next(sfn.Choice.jsonata(scope, 'Can it be redriven?')
    .when(sfn.Condition.jsonata(`{% ${isQualified(workflow) ? '$not($ofRelease) or ' : ''}$not(${chosen}${timedOut ? " or $execution.status = 'TIMED_OUT'" : ''}) %}`), done('Nothing to do', 'NOT_NEEDED'))
    .when(sfn.Condition.jsonata(`{% $not($redrivable) or $execution.redrives >= ${maxRedrives} %}`), done('Give up', 'GIVEN_UP'))
    .otherwise(wait.next(redrive)));
}

const jsonataList = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
