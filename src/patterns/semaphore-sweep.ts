import { ArnFormat, Lazy, Stack, Validations } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { expression } from './own-names';
import { CALL_TIMEOUT, keyStatements, retryCalls } from './own-states';
import type { Semaphore } from './semaphore';
import { lookAtHolders, removeHolders } from './semaphore-item';
import { ErrorCode } from '../error-handling/error-code';
import { acknowledgementId } from '../validation/cdk/acknowledgements';
import { ExpressMode } from '../workflows/express-mode';
import { ExpressWorkflow } from '../workflows/express-workflow';

/** The entries of the executions of some state machines, by execution. */
const BY_EXECUTION = [
  '(',
  '$names := $states.input.stateMachineNames;',
  '$all := $states.result.Item.holders.SS[$split($, ":")[6] in $names];',
  '$append([], $map($distinct($append([], $all.$substringBefore($, " "))), function($arn) {',
  '{ "holders": $append([], $all[$substringBefore($, " ") = $arn]) }',
  '}))',
  ')',
].join(' ');

/** How many executions are looked at at a time: all state machines of the account share the quota. */
const CONCURRENCY = 5;

/**
 * What looks at who has a place, and removes the entries of executions that have ended. Its input has the names of the state machines.
 *
 * Of an execution it reads the status alone, so that it sees no data and needs no key.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 * @internal
 */
export function makeSweep(scope: Construct, semaphore: Semaphore, stateMachineNames: () => string[]): ExpressWorkflow {
  const states = new Construct(scope, 'SweepStates');
  const look = lookAtHolders(states, 'Look', semaphore, { executions: expression(BY_EXECUTION) });
  const executionArns = Lazy.list({
    produce: () => stateMachineNames().map((name) => Stack.of(scope).formatArn({
      service: 'states', resource: 'execution', resourceName: `${name}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })),
  });
  const describe = tasks.CallAwsService.jsonata(states, 'Describe', {
    service: 'sfn',
    action: 'describeExecution',
    iamAction: 'states:DescribeExecution',
    iamResources: executionArns,
    parameters: { ExecutionArn: expression('$substringBefore($states.input.holders[0], " ")'), IncludedData: 'METADATA_ONLY' },
    outputs: { holders: expression('$states.input.holders'), status: expression('$states.result.Status') },
    taskTimeout: CALL_TIMEOUT,
  });
  retryCalls(describe, 6);
  const remove = removeHolders(states, 'Remove', semaphore);
  // An execution is forgotten 90 days after its end.
  describe.addCatch(remove, { errors: [ErrorCode.ofSdk('sfn', 'ExecutionDoesNotExistException')], outputs: expression('$states.input') });
  const ended = sfn.Choice.jsonata(states, 'Has it ended?')
    .when(sfn.Condition.jsonata(expression('$states.input.status in ["RUNNING", "PENDING_REDRIVE"]')), sfn.Succeed.jsonata(states, 'At work'))
    .otherwise(remove);
  const each = sfn.Map.jsonata(states, 'Each execution', {
    items: sfn.ProvideItems.jsonata(expression('$states.input.executions')), maxConcurrency: CONCURRENCY, outputs: {},
  }).itemProcessor(describe.next(ended));

  const sweep = new ExpressWorkflow(scope, 'Sweep', {
    definitionBody: sfn.DefinitionBody.fromChainable(look.next(each)),
    mode: ExpressMode.ASYNC,
    queryLanguage: sfn.QueryLanguage.JSONATA,
    alarms: { actions: semaphore._alarmActions },
  });
  for (const statement of keyStatements(semaphore.table.encryptionKey)) sweep.addToRolePolicy(statement);
  Validations.of(sweep).acknowledge({ id: acknowledgementId('AsyncExpressIdempotency'), reason: 'What has been removed from a set is not there a second time' });
  return sweep;
}
