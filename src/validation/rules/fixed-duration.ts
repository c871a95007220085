import { FindingSeverity } from '../finding';
import { shortestWaits } from '../fixed-waits';
import { defineRule } from '../rule';
import { isExpressProcessor, Scope, State } from '../structure';
import { cut } from '../wording';

/** How long an execution of an Express workflow may take. */
const EXPRESS_SECONDS = 300;

const EXPRESS_FIX = `Shorten the waits, or use a Standard workflow. No execution of an Express workflow may take more than ${EXPRESS_SECONDS} seconds, whatever "TimeoutSeconds" says.`;

/**
 * An execution of an Express workflow, and a child execution of that type in a Distributed Map, times out after five minutes; any execution after
 * the `TimeoutSeconds` of its machine.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const fixedDuration = defineRule({
  id: 'ASL824',
  name: 'fixed-duration',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  perMessage: { express: { fix: EXPRESS_FIX }, child: { fix: EXPRESS_FIX }, bounded: { fix: EXPRESS_FIX } },
  summary: 'Some way through a workflow has less time in its Wait states than the execution has.',
  why: 'Where every way to a good end waits for longer, no execution can succeed: each one fails or times out.',
  fix: 'Shorten the waits, or raise "TimeoutSeconds".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html',
  messages: {
    express: (waits: number) => (
      `Every way through this Express workflow to a good end has Wait states of ${waits} seconds at least. Its executions time out after ${EXPRESS_SECONDS}.`),
    machine: (waits: number, timeout: number) => (
      `Every way through the state machine to a good end has Wait states of ${waits} seconds at least. Its executions time out after ${timeout} ("TimeoutSeconds").`),
    bounded: (waits: number, timeout: number) => (
      `Every way through this Express workflow to a good end has Wait states of ${waits} seconds at least. Its executions time out after ${timeout} ("TimeoutSeconds").`),
    child: (state: string, waits: number) => (
      `Every way through the processor of state "${state}" to a good end has Wait states of ${waits} seconds at least. Its child executions are Express workflows, which time out after ${EXPRESS_SECONDS}.`),
  },
  examples: {
    good: [
      {
        title: 'One way is short enough',
        type: 'EXPRESS',
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Choice', Choices: [{ Variable: '$.now', IsPresent: true, Next: 'C' }], Default: 'B' },
            B: { Type: 'Wait', Seconds: 600, Next: 'C' },
            C: { Type: 'Succeed' },
          },
        },
      },
      { definition: { TimeoutSeconds: 20, StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 10, End: true } } } },
    ],
    bad: [
      {
        type: 'EXPRESS',
        definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 200, Next: 'B' }, B: { Type: 'Wait', Seconds: 101, End: true } } },
        findings: [{ at: '', says: 'Every way through this Express workflow to a good end has Wait states of 301 seconds at least. Its executions time out after 300.' }],
      },
      {
        title: 'A Parallel state takes as long as its longest branch',
        definition: {
          TimeoutSeconds: 60,
          StartAt: 'P',
          States: {
            P: {
              Type: 'Parallel',
              Branches: [
                { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, End: true } } },
                { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 90, End: true } } },
              ],
              End: true,
            },
          },
        },
        findings: [{
          at: '/TimeoutSeconds',
          says: 'Every way through the state machine to a good end has Wait states of 90 seconds at least. Its executions time out after 60 ("TimeoutSeconds").',
        }],
      },
      {
        title: 'To raise the timeout of an Express workflow is not enough',
        type: 'EXPRESS',
        definition: { TimeoutSeconds: 60, StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 400, End: true } } },
        findings: [{
          at: '/TimeoutSeconds',
          says: 'Every way through this Express workflow to a good end has Wait states of 400 seconds at least. Its executions time out after 60 ("TimeoutSeconds").',
        }],
      },
      {
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 400, End: true } } },
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/M/ItemProcessor',
          says: 'Every way through the processor of state "M" to a good end has Wait states of 400 seconds at least. Its child executions are Express workflows, which time out after 300.',
        }],
      },
    ],
  },
  check: ({ report, workflowType }) => {
    const scopes: Scope[] = [];
    const children = new Map<State, Scope[]>();
    let waits = 0;
    return {
      scope(scope) {
        scopes.push(scope);
        const { owner } = scope;
        if (owner) children.set(owner, [...children.get(owner) ?? [], scope]);
      },
      state({ type, node }) {
        const seconds = type === 'Wait' ? node.get('Seconds') : undefined;
        if (seconds?.kind === 'number') waits += seconds.value;
      },
      end() {
        for (const scope of scopes) {
          const { kind, node, owner } = scope;
          const timeout = kind === 'machine' ? node.get('TimeoutSeconds') : undefined;
          const express = kind === 'machine' ? workflowType === 'EXPRESS' : isExpressProcessor(scope);
          // A timeout below 1 is refused.
          const limit = Math.min(timeout?.kind === 'number' && timeout.value >= 1 ? timeout.value : Infinity, express ? EXPRESS_SECONDS : Infinity);
          // Seldom are there as many seconds in all: then no way has them.
          if (waits <= limit) continue;
          const shortest = shortestWaits(scope, children);
          if (shortest <= limit) continue;
          // To raise a timeout helps only as far as the type allows.
          const message = express && shortest > EXPRESS_SECONDS ? 'bounded' : 'machine';
          if (timeout?.kind === 'number' && timeout.value === limit) report(message, timeout, shortest, limit);
          else if (kind === 'machine') report('express', node, shortest);
          else report('child', node, cut(owner?.name ?? ''), shortest);
        }
      },
    };
  },
});
