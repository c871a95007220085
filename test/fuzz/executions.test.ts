import { Duration } from 'aws-cdk-lib';
import { Draw } from './draw';
import { ERRORS } from './machines';
import { holds, TIMEOUT } from './property';
import { begin, childHistories, EVENTS, inProgress, resumed, started, toEnd } from './runs';
import { problemsOf } from './well-formed';
import { STANDARD_LIMITS } from '../../src/engine/limits';
import { compileMachine } from '../../src/engine/machine';
import { saveState } from '../../src/engine/snapshot';
import { ExecutionInProgress } from '../../src/simulator/execution-in-progress';
import { validateDefinition } from '../../src/validation/validate';

jest.setTimeout(TIMEOUT);

test('generated machines are machines that AWS accepts', () => {
  const seen = new Set<unknown>();
  holds((machine) => {
    expect(validateDefinition(JSON.stringify(machine)).filter(({ refusedByAws }) => refusedByAws)).toEqual([]);
    JSON.stringify(machine, (name, value) => { if (name === 'Type') seen.add(value); return value as unknown; });
  });
  expect([...seen].sort()).toEqual(['Choice', 'Fail', 'Map', 'Parallel', 'Pass', 'Succeed', 'Task', 'Wait']);
});

test('every execution ends, with a history that is well formed, and can be read as a trace', () => {
  const ends: { [status: string]: number } = {};
  let children = 0;
  holds((definition, input, _draw, seed) => {
    const run = toEnd(begin(compileMachine(definition as never), input, seed), seed);
    const { execution } = run;
    expect(problemsOf(execution.history).slice(0, 5)).toEqual([]);
    expect(execution.trace).toContain(execution.status);
    ends[execution.status] = (ends[execution.status] ?? 0) + 1;
    for (const history of childHistories(run)) {
      expect(problemsOf(history).slice(0, 5)).toEqual([]);
      children++;
    }
  });
  expect(Object.keys(ends).sort()).toEqual(['FAILED', 'SUCCEEDED', 'TIMED_OUT']);
  expect(children).toBeGreaterThan(0);
});

test('the same run gives the same bytes, whether or not it was written down and resumed on the way', () => {
  holds((definition, input, draw, seed) => {
    const machine = compileMachine(definition as never);
    const often = draw.integer(1, 5);
    const once = toEnd(begin(machine, input, seed), seed);
    const again = toEnd(begin(machine, input, seed), seed);
    const interrupted = toEnd(resumed(begin(machine, input, seed)), seed, (run, steps) => steps % often === 0 ? resumed(run) : run);
    const bytes = (run: typeof once) => JSON.stringify([run.execution.history, childHistories(run), saveState(run.engine.state)]);
    expect(bytes(again)).toBe(bytes(once));
    const histories = (run: typeof once) => JSON.stringify([run.execution.history, childHistories(run)]);
    expect(histories(interrupted)).toBe(histories(once));
    expect(interrupted.execution.trace).toBe(once.execution.trace);
  });
});

test('driven step by step in any way it stays well formed, and the same when it is written down before every step', () => {
  const done = new Set<string>();
  let redriven = 0;
  holds((definition, input, draw, seed) => {
    const machine = compileMachine(definition as never);
    let run = started(machine, input, seed);
    const whole = inProgress(started(machine, input, seed), seed);
    let parts = inProgress(run, seed);
    for (let steps = draw.integer(1, 12); steps > 0; steps--) {
      run = resumed(run);
      parts = inProgress(run, seed, parts);
      expect(parts.toJson()).toBe(whole.toJson());
      const act = drawAction(draw, whole);
      done.add(act(whole));
      act(parts);
      expect(JSON.stringify(parts.execution.history)).toBe(JSON.stringify(whole.execution.history));
    }
    whole.stop();
    expect(problemsOf(whole.execution.history).slice(0, 5)).toEqual([]);
    expect(whole.execution.trace).toContain(whole.execution.status);
    for (const { history, redriveCount } of whole.execution.mapRuns.flatMap(({ childExecutions }) => childExecutions)) {
      expect(problemsOf(history).slice(0, 5)).toEqual([]);
      redriven += redriveCount;
    }
  });
  expect(redriven).toBeGreaterThan(0);
  expect([...done].sort()).toEqual(['advance', 'fail', 'heartbeat', 'next', 'redrive', 'stop', 'succeed']);
});

/** Something that can be done to an execution where it stands, and its name. */
function drawAction(draw: Draw, { pendingTasks, execution }: ExecutionInProgress): (running: ExecutionInProgress) => string {
  const { status, history, durationMilliseconds } = execution;
  if (status !== 'RUNNING' && status !== 'SUCCEEDED' && history.length < EVENTS - 1 && durationMilliseconds <= STANDARD_LIMITS.durationMilliseconds) {
    return (running) => { running.redrive(); return 'redrive'; };
  }
  const seconds = draw.of([0, 1, 30, 86_400]);
  const error = draw.of([...ERRORS, undefined]);
  const output = draw.of([undefined, null, { n: 1, list: [{ n: 2 }] }, [1, 2]]);
  const { taskToken, resource } = pendingTasks.length > 0 ? draw.of(pendingTasks) : { taskToken: '', resource: '' };
  const takesHeartbeats = /:activity:|\.sync(:2)?$|\.waitForTaskToken$/.test(resource);
  const onTask = pendingTasks.length > 0 ? draw.of(['succeed', 'fail', takesHeartbeats ? 'heartbeat' : 'fail']) : undefined;
  const action = onTask !== undefined && draw.once(2) ? onTask : draw.of(['next', 'next', 'advance', 'advance', 'stop']);
  return (running) => {
    switch (action) {
      case 'succeed': running.succeedTask(taskToken, output); break;
      case 'fail': running.failTask(taskToken, error); break;
      case 'heartbeat': running.heartbeat(taskToken); break;
      case 'advance': running.advance(Duration.seconds(seconds)); break;
      case 'stop': running.stop('Stopped'); break;
      default: running.advanceToNextEvent();
    }
    return action;
  };
}
