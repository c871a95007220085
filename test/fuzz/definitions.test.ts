import { Draw } from './draw';
import { holds, TIMEOUT } from './property';
import { begin, toEnd } from './runs';
import { parseDefinition } from '../../src/asl/document';
import { compileMachine } from '../../src/engine/machine';
import { StepwrightError } from '../../src/errors';
import { validateDefinition } from '../../src/validation/validate';

jest.setTimeout(TIMEOUT);

/** What a member may become: of another type, at an edge, in another language, a name of the prototype. */
const VALUES: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', '$', '$.', '$.n', '$.list[*]', '$..', '$$', '$$.Task.Token', '$v', '$.a[?(@.b)]', '{% %}', '{% $states.input %}', '{% 1 + %}', '{% function($x) { $x } %}',
  'States.Format(', "States.Format('{}', $.n)", 'States.ALL', 'States.Runtime', '2026-01-01', '2026-01-01T00:00:00Z', '__proto__', 'constructor', 'Task', 'Choice', 'Map', 'JSONata', 'JSONPath', 'S1', 'S2',
  [], {}, [null], [[]], { '': 1 }, { 'a.$': '$.n' }, { 'a.$': 1 }, JSON.parse('{"__proto__": {"n": 1}}'), [{ ErrorEquals: ['States.ALL'] }], { ErrorEquals: [], Next: 'S1' },
];
const NAMES = [
  'Type', 'Next', 'End', 'Default', 'StartAt', 'States', 'QueryLanguage', 'InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'Arguments', 'Output', 'Assign', 'ResultSelector', 'Retry', 'Catch', 'Result',
  'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'Items', 'ItemsPath', 'ItemSelector', 'ItemReader', 'ItemBatcher', 'ResultWriter',
  'MaxConcurrency', 'MaxConcurrencyPath', 'ToleratedFailurePercentage', 'ToleratedFailureCountPath', 'Iterator', 'ItemProcessor', 'Branches', 'Choices', 'Variable', 'Condition', 'Error', 'ErrorPath', 'CausePath',
  'MaxAttempts', 'BackoffRate', 'IntervalSeconds', 'MaxDelaySeconds', 'JitterStrategy', 'Credentials', 'Resource', 'Label', '__proto__', 'a.$', '',
];

test('a definition that was tampered with is validated, and what is not refused runs', () => {
  let refused = 0;
  let run = 0;
  holds((machine, input, draw, seed) => {
    const mutated = JSON.parse(JSON.stringify(machine)) as object;
    for (let times = draw.integer(1, 4); times > 0; times--) mutate(mutated, draw);
    const text = JSON.stringify(mutated);
    if (validateDefinition(text).some(({ refusedByAws }) => refusedByAws)) {
      refused++;
      return;
    }
    run++;
    onlyOurErrors(() => toEnd(begin(compileMachine(parseDefinition(text).toValue()), input, seed), seed).execution.trace, text);
  });
  expect(refused).toBeGreaterThan(0);
  expect(run).toBeGreaterThan(0);
});

test('a text that was tampered with is validated', () => {
  let refused = 0;
  holds((machine, _input, draw) => {
    let text = JSON.stringify(machine);
    for (let times = draw.integer(1, 3); times > 0; times--) {
      const at = draw.integer(0, text.length - 1);
      const other = draw.of(['', '"', '{', '}', '[', ']', ',', ':', '\\', '\n', '\u0000', '\ud800', '0', 'e', '-', "'", '//', '\uFEFF']);
      text = text.slice(0, at) + other + text.slice(at + draw.integer(0, 20));
    }
    refused += validateDefinition(text).some(({ refusedByAws }) => refusedByAws) ? 1 : 0;
  });
  expect(refused).toBeGreaterThan(0);
});

function onlyOurErrors(action: () => unknown, text: string): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof StepwrightError)) {
      throw new Error(`${error instanceof Error ? error.stack : String(error)}\n\nMutated: ${text}`, { cause: error });
    }
  }
}

/** Changes, removes, adds, renames or moves one member, anywhere. */
function mutate(root: object, draw: Draw): void {
  const holders: { [name: string]: unknown }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) {
      holders.push(value as { [name: string]: unknown });
      Object.values(value).forEach(walk);
    }
  };
  walk(root);
  const holder = draw.of(holders);
  const names = Object.keys(holder);
  const set = (name: string, value: unknown) => Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
  const value = (): unknown => JSON.parse(JSON.stringify(draw.of(draw.once(4) ? holders : VALUES)));
  const kind = draw.integer(0, 4);
  if (names.length === 0 || kind === 0) {
    if (Array.isArray(holder)) holder.push(value());
    else set(draw.of(NAMES), value());
    return;
  }
  const name = draw.of(names);
  if (kind === 1) {
    if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else delete holder[name];
  } else if (kind === 2 && !Array.isArray(holder)) {
    const moved = holder[name];
    delete holder[name];
    set(draw.of(NAMES), moved);
  } else {
    set(name, value());
  }
}
