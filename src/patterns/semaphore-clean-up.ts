import { Duration, Lazy, Stack, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { expression } from './own-names';
import { keyStatements } from './own-states';
import type { Semaphore } from './semaphore';
import { lookAtHolders, removeHolders } from './semaphore-item';
import { makeSweep } from './semaphore-sweep';
import { parseDefinition } from '../asl/document';
import { JsonNode } from '../asl/json/nodes';
import { sourceFromResource } from '../definitions/construct';
import { misuse } from '../misuse';
import { EventStart } from '../starts/event-start';
import { ScheduleStart, StartTime } from '../starts/schedule-start';
import { acknowledgementId } from '../validation/cdk/acknowledgements';
import { ExpressMode } from '../workflows/express-mode';
import { ExpressWorkflow } from '../workflows/express-workflow';

/** The entries of the execution. A set with one of them is a list with one. */
const LEFT_BEHIND = '$append([], $states.result.Item.holders.SS[$substringBefore($, " ") = $states.input.executionArn])';

/** What removes the entries of an execution that has ended. @internal */
export function makeCleanUp(semaphore: Semaphore): ExpressWorkflow {
  const scope = new Construct(semaphore, 'CleanUpStates');
  // A call that was on its way when the execution was stopped has arrived by then.
  const wait = sfn.Wait.jsonata(scope, 'Wait', { time: sfn.WaitTime.duration(Duration.seconds(5)) });
  const look = lookAtHolders(scope, 'Look', semaphore, { holders: expression(LEFT_BEHIND) });
  const remove = removeHolders(scope, 'Remove', semaphore);
  const left = sfn.Choice.jsonata(scope, 'Anything left?')
    .when(sfn.Condition.jsonata(expression('$count($states.input.holders) > 0')), remove)
    .otherwise(sfn.Succeed.jsonata(scope, 'Nothing left'));
  const cleanUp = new ExpressWorkflow(semaphore, 'CleanUp', {
    definitionBody: sfn.DefinitionBody.fromChainable(wait.next(look).next(left)),
    mode: ExpressMode.ASYNC,
    queryLanguage: sfn.QueryLanguage.JSONATA,
    alarms: { actions: semaphore._alarmActions },
  });
  for (const statement of keyStatements(semaphore.table.encryptionKey)) cleanUp.addToRolePolicy(statement);
  Validations.of(cleanUp).acknowledge({ id: acknowledgementId('AsyncExpressIdempotency'), reason: 'What has been removed from a set is not there a second time' });
  return cleanUp;
}

/**
 * Starts the clean-up when an execution ends of a state machine of the stack that has a guard. An event that is not delivered stands in a dead-letter
 * queue with an alarm; what is lost before, the sweep finds.
 *
 * @internal
 */
export function addCleanUp(semaphore: Semaphore, stack: Stack): void {
  const scope = stack === Stack.of(semaphore) ? semaphore : new Construct(stack, `${semaphore.node.id}-${semaphore.node.addr}`);
  const ended = new EventStart(scope, 'Ended', {
    workflow: semaphore.cleanUp,
    description: `Executions that have ended leave the semaphore ${semaphore.node.id}`,
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: Lazy.list({ produce: () => guarded(semaphore, stack).map((machine) => machine.ref) }),
      },
    },
    input: events.RuleTargetInput.fromObject({ executionArn: events.EventField.fromPath('$.detail.executionArn') }),
    alarmActions: semaphore._alarmActions,
  });
  ended.node.addValidation({ validate: () => problems(semaphore, stack) });

  const { _sweepInterval: interval } = semaphore;
  if (!interval) return;
  const stateMachineNames = () => guarded(semaphore, stack).map(({ attrName }) => attrName);
  const sweep = makeSweep(scope, semaphore, stateMachineNames);
  semaphore._sweeps.push(sweep);
  new ScheduleStart(scope, 'SweepStart', {
    workflow: sweep,
    description: `Looks for executions that have ended and not left the semaphore ${semaphore.node.id}`,
    time: StartTime.rate(interval),
    input: scheduler.ScheduleTargetInput.fromObject({ stateMachineNames: Lazy.list({ produce: stateMachineNames }) }),
    // One queue and one alarm are enough.
    deadLetterQueue: ended.deadLetterQueue,
  });
}

/** The state machines of a stack whose definition has a guard of the semaphore. */
function guarded(semaphore: Semaphore, stack: Stack): sfn.CfnStateMachine[] {
  return stack.node.findAll().filter((construct): construct is sfn.CfnStateMachine => (
    construct instanceof sfn.CfnStateMachine && Stack.of(construct) === stack && !isOwn(construct, semaphore)
    && JSON.stringify(stack.resolve(construct.definitionString ?? null)).includes(semaphore.itemId)));
}

const isOwn = (machine: sfn.CfnStateMachine, { cleanUp, _sweeps }: Semaphore): boolean => (
  [cleanUp, ..._sweeps].some(({ stateMachine }) => stateMachine.node.defaultChild === machine));

function problems(semaphore: Semaphore, stack: Stack): string[] {
  const machines = guarded(semaphore, stack);
  if (machines.length === 0) {
    return [misuse(semaphore, `guard() was called in stack "${stack.node.path}", but no state machine of that stack has the guard. `
      + 'Make the states in the stack of the state machine, and put them into its definition.').message];
  }
  return machines.flatMap((machine) => {
    const { text, workflowType, ...source } = sourceFromResource(machine);
    if (workflowType === 'EXPRESS') {
      return [misuse(semaphore, `the Express workflow "${machine.node.path}" has a guard, but Express workflows tell nobody when they end, `
        + 'so that a place might never be left. Use a Standard workflow.').message];
    }
    const { root } = parseDefinition({ text, workflowType, ...source });
    return root && distributed(root).some(({ start, end }) => text.slice(start, end).includes(semaphore.itemId))
      ? [misuse(semaphore, `a Distributed Map of "${machine.node.path}" has a guard in its processor, but its child executions tell nobody when they end, `
        + 'so that a place might never be left. Put the guard around the Map, use an inline Map, or set the Map\'s "maxConcurrency".').message]
      : [];
  });
}

/** The processors of Distributed Maps. */
function distributed(root: JsonNode): JsonNode[] {
  const found: JsonNode[] = [];
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'object') {
      const config = node.get('ProcessorConfig');
      const mode = config?.kind === 'object' ? config.get('Mode') : undefined;
      if (mode?.kind === 'string' && mode.value === 'DISTRIBUTED') found.push(node);
    }
    if (node.kind === 'object' || node.kind === 'array') open.push(...(node.kind === 'object' ? node.members : node.elements));
  }
  return found;
}
