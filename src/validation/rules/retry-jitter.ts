import { RETRIER } from '../../asl/state-fields';
import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { Scope, State } from '../structure';
import { cut, subject } from '../wording';

/**
 * With `"JitterStrategy": "FULL"` the delay before a retry is drawn at random. Without, tasks that run at the same time and fail at the same
 * time come back at the same time.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
 */
export const retryJitter = defineRule({
  id: 'ASL505',
  name: 'retry-jitter',
  severity: FindingSeverity.INFO,
  refusedByAws: false,
  summary: 'A retrier inside a Map or Parallel state has a jitter.',
  why: 'Branches and iterations that fail together, because a service is throttled, would all call it again at the same moment.',
  fix: 'Add "JitterStrategy": "FULL" to the retrier.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error',
  messages: {
    none: (what: string, owner: string) => `${what} has no "JitterStrategy" of "FULL", and stands inside state "${owner}", which runs several things at once.`,
  },
  examples: {
    good: [
      { definition: { StartAt: 'M', States: { M: map({ JitterStrategy: 'FULL' }) } } },
      { title: 'One after the other', definition: { StartAt: 'M', States: { M: map({}, { MaxConcurrency: 1 }) } } },
    ],
    bad: [{
      definition: { StartAt: 'M', States: { M: map({ IntervalSeconds: 2 }) } },
      findings: [{
        at: '/States/M/ItemProcessor/States/A/Retry/0',
        says: 'A retrier of state "A" has no "JitterStrategy" of "FULL", and stands inside state "M", which runs several things at once.',
      }],
    }],
  },
  check: ({ report }) => {
    const fanOuts = new Map<Scope, State | undefined>();
    return {
      scope(scope) {
        const { owner } = scope;
        if (owner) fanOuts.set(scope, runsAtOnce(owner) ? owner : fanOuts.get(owner.scope));
      },
      structure(structure) {
        const { spec, node, scope } = structure;
        const fanOut = spec === RETRIER ? fanOuts.get(scope) : undefined;
        if (!fanOut || node.opaqueMembers.length > 0) return;
        const strategy = node.get('JitterStrategy');
        const attempts = node.get('MaxAttempts');
        // A word that is neither is refused; no attempt needs no jitter.
        if ((strategy && !(strategy.kind === 'string' && strategy.value === 'NONE')) || (attempts?.kind === 'number' && attempts.value === 0)) return;
        report('none', node, subject(structure), cut(fanOut.name));
      },
    };
  },
});

/** Whether a Map or Parallel state runs more than one thing at a time. */
function runsAtOnce({ type, node }: State): boolean {
  const several = node.get(type === 'Map' ? 'MaxConcurrency' : 'Branches');
  if (type === 'Map') return !(several?.kind === 'number' && several.value === 1);
  return several?.kind === 'array' && several.elements.length > 1;
}

function map(retrier: object, fields: object = {}): object {
  return {
    Type: 'Map',
    ...fields,
    ItemProcessor: {
      StartAt: 'A',
      States: {
        A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Retry: [{ ErrorEquals: ['States.ALL'], ...retrier }], End: true },
      },
    },
    End: true,
  };
}
