import { State, StatePlace } from './state';
import { JsonValue } from '../../asl/json-value';
import { WaitDefinition } from '../../asl/model';
import { compilePath } from '../../asl/paths/expression';
import { parseTimestamp } from '../../asl/timestamp';
import { compileJsonataField, compileSelection, compileTypedJsonataField, Field, OutputFlow } from '../data-flow';
import type { Engine } from '../engine';
import { runtimeFailure, StateFailure } from '../failure';
import type { Scope } from '../scope';
import type { StateEvaluation } from '../state-evaluation';

/** The longest wait that AWS accepts: the seconds that a 32-bit number holds. */
const LONGEST_SECONDS = 2 ** 31 - 1;

/** @see https://states-language.net/spec.html#wait-state */
export class WaitState extends State {
  private readonly select: Field;
  private readonly flow: OutputFlow;
  /** Gives the time to wait until, in milliseconds since the epoch. */
  private readonly until: (evaluation: StateEvaluation) => number;

  constructor(definition: WaitDefinition, place: StatePlace) {
    super('Wait', place);
    this.select = compileSelection(this.jsonata ? undefined : definition.InputPath);
    this.flow = new OutputFlow(definition, this.jsonata);
    this.until = this.compileUntil(definition);
  }

  public enter(engine: Engine, scope: Scope): State | undefined {
    scope.decisionEvent = scope.enteredEvent;
    const input = this.select(engine.evaluate(scope, scope.input));
    const until = this.until(engine.evaluate(scope, input));
    if (until - engine.now > LONGEST_SECONDS * 1000) {
      throw runtimeFailure('Wait state delay is too long.');
    }
    return engine.waitUntil(scope, Math.max(until, engine.now));
  }

  public resume(engine: Engine, scope: Scope): State | undefined {
    return this.flow.leave(engine, scope, this.select(engine.evaluate(scope, scope.input)), this.next, false);
  }

  private compileUntil(definition: WaitDefinition): (evaluation: StateEvaluation) => number {
    const { Seconds: seconds, SecondsPath: secondsPath, Timestamp: timestamp, TimestampPath: timestampPath } = definition;
    if (typeof seconds === 'number') {
      return (evaluation) => evaluation.now() + seconds * 1000;
    }
    if (seconds !== undefined) {
      const field = compileTypedJsonataField(seconds, 'Seconds', 'integer', isSeconds);
      return (evaluation) => evaluation.now() + field(evaluation) * 1000;
    }
    if (secondsPath !== undefined) {
      const path = compilePath(secondsPath);
      return (evaluation) => evaluation.now() + secondsAt(path.find(evaluation), secondsPath) * 1000;
    }
    if (timestampPath !== undefined) {
      const path = compilePath(timestampPath);
      return (evaluation) => timestampAt(path.find(evaluation), timestampPath);
    }
    const field: Field = this.jsonata ? compileJsonataField(timestamp!, 'Timestamp') : () => timestamp!;
    return (evaluation) => {
      const value = field(evaluation);
      const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
      if (time === undefined) {
        throw new StateFailure('States.QueryEvaluationError',
          `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${show(value)}`,
          { evaluation: { location: 'Timestamp' } });
      }
      return time;
    };
  }
}

function secondsAt(value: JsonValue | undefined, path: string): number {
  if (value === undefined || value === null) {
    throw runtimeFailure(`The SecondsPath parameter does not reference an input value: ${path}`);
  }
  const text = show(value);
  if (!/^[+-]?\d+$/.test(text)) {
    throw runtimeFailure(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${text}`);
  }
  if (Number(text) < 0) {
    throw runtimeFailure(`The SecondsPath parameter references a negative value: ${path} == ${text}`);
  }
  return Number(text);
}

function timestampAt(value: JsonValue | undefined, path: string): number {
  if (value === undefined || value === null) {
    throw runtimeFailure(`The TimestampPath parameter does not reference an input value: ${path}`);
  }
  const time = parseTimestamp(show(value));
  if (time === undefined) {
    throw runtimeFailure(`The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${show(value)}`);
  }
  return time;
}

const isSeconds = (value: JsonValue): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

const show = (value: JsonValue): string => typeof value === 'string' ? value : JSON.stringify(value);
