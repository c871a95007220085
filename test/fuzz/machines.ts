import { Draw } from './draw';

type Members = { [name: string]: unknown };

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:f';
export const ERRORS = ['Boom', 'States.TaskFailed', 'Lambda.TooManyRequestsException', 'States.Timeout', 'States.Permissions', 'DynamoDB.ConditionalCheckFailedException'];
const CAUGHT = [...ERRORS, 'States.HeartbeatTimeout', 'States.DataLimitExceeded', 'States.ResultPathMatchFailure', 'States.IntrinsicFailure', 'States.QueryEvaluationError'];

/** Expressions that mostly hold for the inputs of {@link inputOf}, and some that do not. */
const PATHS = ['$', '$.n', '$.s', '$.list', '$.list[0]', '$.list[*].n', '$..n', '$.list[?(@.n > 1)]', '$.deep.inner', '$.x.n', '$$.Execution.Input', '$$.Execution.Name', '$$.State.EnteredTime', '$v2', '$v1'];
const INTRINSICS = [
  "States.Format('{}-{}', $.n, $.s)", 'States.UUID()', 'States.MathRandom(1, 10)', 'States.Array($.n, $.s)', 'States.ArrayPartition($.list, 2)', 'States.MathAdd($.n, 1)',
  'States.JsonToString($)', "States.Hash($.s, 'SHA-256')", 'States.ArrayGetItem($.list, 0)', 'States.StringToJson($.s)', 'States.ArrayLength($.list)', 'States.ArrayRange(1, $.n, 2)',
];
const JSONATA = [
  '$states.input', '$states.input.n + 1', '$states.input.list[0]', '$states.input.list', '$string($states.input)', '$uuid()', '$random()', '$states.context.Execution.Name', '$now()',
  '$sum($states.input.list.n)', '$map($states.input.list, function($x) { $x.n })', '$states.input.s & "!"', '{"n": $states.input.n, "list": $states.input.list}', '$v2', '$v1', '$append($v2, [$states.input.n])', '$exists($v2) ? $v2 : 0',
  '$states.input.missing', '$states.context.State.EnteredTime', '$states.input.n / 0', '$error("no")',
];

/** An input that the expressions of generated machines look into. */
export function inputOf(draw: Draw): Members {
  return {
    n: draw.integer(0, 5), s: draw.of(['text', '', '{"a": 1}', '__proto__', '2026-01-01T00:00:30Z']), flag: draw.once(2),
    list: Array.from({ length: draw.integer(0, 4) }, (_, index) => ({ n: index, s: `item ${index}`, list: [1, { n: 2 }], flag: index % 2 === 0 })),
    deep: { inner: draw.of([1, null, 'x', []]) }, seconds: draw.integer(0, 100), at: '2026-01-01T00:01:00Z',
  };
}

/** Draws machines that AWS would accept: all types of states, both query languages, one in the other. */
export class Machines {
  private count = 0;
  /** The language of states that do not say theirs, wherever they are. */
  private machineJsonata = false;
  /** The variable that the states of a scope assign: one that is assigned inside of a state cannot be assigned outside. */
  private variable = '';

  constructor(private readonly draw: Draw) {}

  public machine(): Members {
    const { draw } = this;
    const jsonata = this.machineJsonata = draw.once(3);
    return {
      ...(jsonata && { QueryLanguage: 'JSONata' }),
      ...draw.some([['TimeoutSeconds', 5, () => draw.of([1000, 60, 1])]]),
      ...this.scope(2, 5),
    };
  }

  /** A line of states, each of which leads to the next one, and some elsewhere. */
  private scope(depth: number, most: number): Members {
    const { draw, machineJsonata: jsonata, variable: outer } = this;
    const names = Array.from({ length: draw.integer(1, most) }, () => `S${++this.count}`);
    const states: Members = {};
    this.variable = `v${depth}`;
    names.forEach((name, index) => {
      const next = names[index + 1];
      const target = (): string => draw.once(6) ? draw.of(names) : names[draw.integer(Math.min(index + 1, names.length - 1), names.length - 1)];
      const own = !jsonata && draw.once(5); // a state may be in JSONata in a JSONPath machine, not the other way round
      const state = this.state(depth, jsonata || own, next, target);
      states[name] = own ? { QueryLanguage: 'JSONata', ...state } : state;
    });
    this.variable = outer;
    return { StartAt: names[0], States: states };
  }

  private state(depth: number, jsonata: boolean, next: string | undefined, target: () => string): Members {
    const { draw } = this;
    const types = ['Pass', 'Task', 'Task', 'Task', 'Wait', ...(next === undefined ? ['Succeed', 'Fail'] : ['Choice', 'Choice']), ...(depth > 0 ? ['Map', 'Parallel', 'Map', 'Parallel'] : [])];
    const type = draw.of(types);
    const transition = next === undefined ? { End: true } : { Next: next };
    const result = (shows: boolean) => jsonata ? this.jsonataOutput(shows) : this.pathOutput();
    switch (type) {
      // The parameters of an integration stay: AWS refuses a task without those that it requires.
      case 'Task': return { Type: type, ...this.input(jsonata), ...this.task(jsonata), ...result(true), ...this.errors(jsonata, target), ...transition };
      case 'Wait': return { Type: type, ...this.wait(jsonata), ...(jsonata ? this.jsonataOutput(false) : { ...this.selections(), ...draw.some([['Assign', 6, () => ({ [`${this.variable}.$`]: draw.of(PATHS) })]]) }), ...transition };
      case 'Succeed': return { Type: type, ...(jsonata ? draw.some([['Output', 3, () => this.jsonata()]]) : this.selections()) };
      case 'Fail': return { Type: type, ...this.fail(jsonata) };
      case 'Choice': return this.choice(jsonata, next!, target);
      case 'Map': return { Type: type, ...this.map(depth, jsonata), ...result(true), ...this.errors(jsonata, target), ...transition };
      case 'Parallel': return {
        Type: type,
        Branches: Array.from({ length: draw.integer(1, 3) }, () => this.scope(depth - 1, 3)),
        ...this.input(jsonata), ...result(true), ...this.errors(jsonata, target), ...transition,
      };
      default: return {
        Type: type, ...(jsonata ? {} : draw.some([[draw.of(['Result', 'Parameters']), 2, () => ({ n: draw.integer(0, 5), list: [{ n: 1 }, { n: 2 }], s: 'passed' })]])),
        ...result(false), ...transition,
      };
    }
  }

  // ---- fields -----------------------------------------------------------------------------------------------------

  private jsonata(): string {
    return `{% ${this.draw.of(JSONATA)} %}`;
  }

  private expression(): string {
    return this.draw.of(this.draw.once(2) ? INTRINSICS : PATHS);
  }

  private template(jsonata: boolean, more: readonly string[] = []): Members {
    const { draw } = this;
    const names = ['n', 's', 'list', 'x'].slice(0, draw.integer(1, 4));
    return Object.fromEntries(names.map((name) => {
      if (draw.once(3)) {
        return [name, draw.of<unknown>([1, 'text', null, [{ n: 3 }], { nested: true }])];
      }
      return jsonata ? [name, more.length > 0 && draw.once(2) ? draw.of(more) : this.jsonata()] : [`${name}.$`, this.expression()];
    }));
  }

  private input(jsonata: boolean): Members {
    const { draw } = this;
    return draw.some(jsonata ? [['Arguments', 2, () => this.template(true)]] : [
      ['InputPath', 6, () => draw.of(['$', '$.deep', null, '$.list', '$$.Execution.Input'])], ['Parameters', 2, () => this.template(false)],
    ]);
  }

  private selections(): Members {
    const { draw } = this;
    return draw.some([
      ['InputPath', 8, () => draw.of(['$', '$.deep', null, '$.list[*]', '$.missing'])], ['OutputPath', 8, () => draw.of(['$', '$.n', null, '$$.Execution.Input'])],
    ]);
  }

  private pathOutput(): Members {
    const { draw } = this;
    return {
      ...draw.some([['ResultPath', 2, () => draw.of(['$.r', '$.deep.inner', null, '$', '$.list[1]', '$.n.x'])]]),
      ...draw.some([['OutputPath', 10, () => draw.of(['$', '$.deep', null, '$.missing'])], ['Assign', 4, () => ({ [`${this.variable}.$`]: this.expression(), [`w${this.variable}`]: 1 })]]),
    };
  }

  private jsonataOutput(shows: boolean): Members {
    const more = shows ? ['{% $states.result %}', '{% $merge([$states.input, {"r": $states.result}]) %}'] : [];
    return this.draw.some([
      ['Output', 2, () => this.draw.once(3) ? this.template(true, more) : this.draw.of([...more, '{% $states.input %}', this.jsonata()])],
      ['Assign', 4, () => ({ [this.variable]: this.jsonata(), [`w${this.variable}`]: this.draw.of<unknown>([1, ...more]) })],
    ]);
  }

  private errors(jsonata: boolean, target: () => string): Members {
    const { draw } = this;
    const names = (): string[] => draw.once(2) ? ['States.ALL'] : [...new Set([draw.of(CAUGHT), draw.of(CAUGHT)])];
    return draw.some([
      ['Retry', 2, () => [{
        ErrorEquals: names(), ...draw.some([
          ['MaxAttempts', 2, () => draw.integer(0, 3)], ['IntervalSeconds', 2, () => draw.integer(1, 20)], ['BackoffRate', 3, () => draw.of([1, 1.5, 10])],
          ['JitterStrategy', 4, () => 'FULL'],
        ]),
        ...draw.some([['MaxDelaySeconds', 4, () => draw.integer(21, 30)]]),
      }]],
      ['Catch', 2, () => [{
        ErrorEquals: names(), Next: target(),
        ...(jsonata ? draw.some([['Output', 3, () => ({ problem: '{% $states.errorOutput %}' })]]) : draw.some([['ResultPath', 2, () => draw.of(['$.problem', null, '$'])]])),
        ...draw.some([['Assign', 4, () => jsonata ? { [this.variable]: '{% $states.errorOutput.Error %}' } : { [`${this.variable}.$`]: '$.Error' }]]),
      }]],
    ]);
  }

  private task(jsonata: boolean): Members {
    const { draw } = this;
    const parameters = jsonata ? 'Arguments' : 'Parameters';
    const token = jsonata ? { token: '{% $states.context.Task.Token %}' } : { 'token.$': '$$.Task.Token' };
    const resource = draw.of<Members>([
      { Resource: LAMBDA }, { Resource: 'arn:aws:states:::lambda:invoke', [parameters]: { FunctionName: 'f', Payload: this.template(jsonata) } },
      { Resource: 'arn:aws:states:::dynamodb:getItem', [parameters]: { TableName: 't', Key: { id: { S: '1' } } } },
      { Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', [parameters]: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q', MessageBody: token } },
      { Resource: 'arn:aws:states:::batch:submitJob.sync', [parameters]: { JobName: 'j', JobQueue: 'q', JobDefinition: 'd' } },
      { Resource: 'arn:aws:states:us-east-1:123456789012:activity:a' },
      { Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', [parameters]: {} },
    ]);
    const timeout = draw.once(2);
    const seconds = draw.integer(2, 90);
    return {
      ...resource,
      ...(timeout && (jsonata || draw.once(3) ? { TimeoutSeconds: seconds } : { TimeoutSecondsPath: '$.seconds' })),
      ...(draw.once(4) ? { HeartbeatSeconds: 1 } : {}),
    };
  }

  private wait(jsonata: boolean): Members {
    const { draw } = this;
    return draw.of<() => Members>(jsonata
      ? [() => ({ Seconds: draw.integer(0, 90) }), () => ({ Seconds: '{% $states.input.n %}' }), () => ({ Timestamp: '2026-01-01T00:00:45Z' }), () => ({ Timestamp: '{% $states.input.s %}' })]
      : [
        () => ({ Seconds: draw.integer(0, 90) }), () => ({ SecondsPath: '$.seconds' }), () => ({ Timestamp: '2026-01-01T00:00:45Z' }), () => ({ TimestampPath: '$.at' }),
        () => ({ TimestampPath: '$.s' }), () => ({ SecondsPath: '$.s' }),
      ])();
  }

  private fail(jsonata: boolean): Members {
    const { draw } = this;
    return jsonata ? draw.some([['Error', 2, () => draw.of(['Boom', this.jsonata()])], ['Cause', 2, () => draw.of(['why', this.jsonata()])]])
      : { ...draw.of<Members>([{ Error: 'Boom' }, {}, { ErrorPath: '$.s' }, { ErrorPath: 'States.UUID()' }]), ...draw.of<Members>([{ Cause: 'why' }, {}, { CausePath: '$.missing' }, { CausePath: "States.Format('{}', $.n)" }]) };
  }

  private choice(jsonata: boolean, next: string, target: () => string): Members {
    const { draw } = this;
    const rules = Array.from({ length: draw.integer(1, 3) }, () => ({
      ...(jsonata ? { Condition: draw.of(['{% $states.input.n > 2 %}', '{% $states.input.flag = true %}', '{% $states.input.missing %}', '{% $exists($states.input.r) %}']) } : this.condition(2)),
      ...draw.some([['Assign', 5, () => jsonata ? { [this.variable]: this.jsonata() } : { [`${this.variable}.$`]: this.expression() }], ...(jsonata ? [['Output', 5, () => this.jsonata()] as const] : [])]),
      Next: target(),
    }));
    const last = { ...(jsonata ? { Condition: '{% $states.input.n < 100 %}' } : { Variable: '$.n', NumericLessThan: 100 }), Next: next };
    return { Type: 'Choice', ...(draw.once(6) ? { Choices: [...rules, last] } : { Choices: rules, Default: next }) };
  }

  private condition(depth: number): Members {
    const { draw } = this;
    const kind = depth === 0 ? 0 : draw.integer(0, 5);
    switch (kind) {
      case 3: return { And: [this.condition(depth - 1), this.condition(depth - 1)] };
      case 4: return { Or: [this.condition(depth - 1), this.condition(depth - 1)] };
      case 5: return { Not: this.condition(depth - 1) };
      default: return draw.of<Members>([
        { Variable: '$.n', NumericGreaterThan: 2 }, { Variable: '$.n', NumericEqualsPath: '$.seconds' }, { Variable: '$.flag', BooleanEquals: true }, { Variable: '$.s', StringMatches: 't*' },
        { Variable: '$.r', IsPresent: true }, { Variable: '$.deep.inner', IsNull: true }, { Variable: '$.at', TimestampLessThan: '2027-01-01T00:00:00Z' }, { Variable: '$.missing', StringEquals: 'x' },
        { Variable: '$.list[0]', IsPresent: false }, { Variable: '$.s', IsTimestamp: true },
      ]);
    }
  }

  private map(depth: number, jsonata: boolean): Members {
    const { draw } = this;
    const distributed = draw.once(3);
    const reader = distributed && draw.once(3);
    const items: Members = reader ? {
      ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', [jsonata ? 'Arguments' : 'Parameters']: { Bucket: 'b' } },
    } : jsonata ? { Items: draw.of<unknown>(['{% $states.input.list %}', [1, 2], '{% [1..3] %}']) } : { ItemsPath: draw.of(['$.list', '$.list[*]', '$.s']) };
    return {
      ...items,
      ...draw.some([
        ['MaxConcurrency', 2, () => draw.integer(0, 3)],
        ['ItemSelector', 3, () => jsonata ? { n: '{% $states.context.Map.Item.Index %}', x: '{% $states.context.Map.Item.Value %}', list: [] }
          : { 'n.$': '$$.Map.Item.Index', 's.$': '$.s', 'x.$': '$$.Map.Item.Value', 'list.$': '$.list' }],
        ...(distributed ? [
          ['ToleratedFailureCount', 3, () => draw.integer(0, 2)], ['ToleratedFailurePercentage', 3, () => draw.of([0, 50, 100])],
          ['ItemBatcher', 4, () => ({ MaxItemsPerBatch: draw.integer(1, 3) })], ['Label', 4, () => `label${++this.count}`],
        ] as const : []),
      ]),
      ItemProcessor: { ProcessorConfig: distributed ? { Mode: 'DISTRIBUTED', ExecutionType: draw.of(['STANDARD', 'EXPRESS']) } : { Mode: 'INLINE' }, ...this.scope(depth - 1, 3) },
    };
  }
}
