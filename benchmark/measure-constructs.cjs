// How much longer a stack of workflows takes to synthesise than one of plain state machines with the same definitions, as ratios of one run: bare ones,
// and ones that get their log group and their alarms by hand.
//   node benchmark/measure-constructs.cjs --constructs lib/index.js
const path = require('node:path');
const { App, Duration, Stack } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');
const sfn = require('aws-cdk-lib/aws-stepfunctions');
const tasks = require('aws-cdk-lib/aws-stepfunctions-tasks');

const option = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
const { StandardWorkflow } = require(path.resolve(option('constructs')));

const MACHINES = 50;
const STATES = 20;
const ROUNDS = 15;
/** At most. */
const RATIO = 1.3;

/** A chain of states as an order has them: tasks, and a choice in every fifth place. */
function definition(stack, machine, lambdaFunction) {
  const done = new sfn.Succeed(stack, `${machine} done`);
  let next = done;
  for (let index = STATES - 1; index > 0; index--) {
    const id = `${machine} state ${index}`;
    next = index % 5 === 0
      ? new sfn.Choice(stack, id).when(sfn.Condition.numberGreaterThan('$.total', index), done).otherwise(next)
      : new tasks.LambdaInvoke(stack, id, { lambdaFunction, resultPath: '$.result', taskTimeout: sfn.Timeout.duration(Duration.seconds(30)) })
        .addRetry({ errors: ['Lambda.TooManyRequestsException'] }).next(next);
  }
  return sfn.DefinitionBody.fromChainable(next);
}

function synth(make) {
  const start = process.hrtime.bigint();
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const fn = lambda.Function.fromFunctionName(stack, 'Function', 'work');
  for (let machine = 0; machine < MACHINES; machine++) {
    make(stack, `Machine${machine}`, { definitionBody: definition(stack, `m${machine}`, fn), timeout: Duration.hours(1) });
  }
  app.synth();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const workflows = () => synth((stack, id, props) => new StandardWorkflow(stack, id, props));
const bare = () => synth((stack, id, props) => new sfn.StateMachine(stack, id, props));
const equal = () => synth((stack, id, props) => {
  const destination = new logs.LogGroup(stack, `${id}Logs`);
  const machine = new sfn.StateMachine(stack, id, { ...props, tracingEnabled: true, logs: { destination, level: sfn.LogLevel.ERROR } });
  for (const metric of ['Failed', 'TimedOut', 'Throttled']) machine[`metric${metric}`]().createAlarm(stack, `${id}${metric}`, { threshold: 1, evaluationPeriods: 1 });
});
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

for (let round = 0; round < 3; round++) { workflows(); bare(); equal(); }
const rounds = Array.from({ length: ROUNDS }, () => ({ ours: workflows(), bare: bare(), equal: equal() }));
for (const name of ['bare', 'equal']) {
  const ratio = median(rounds.map((round) => round.ours / round[name]));
  console.log(`synth-of-50-workflows-over-50-${name}-state-machines ${ratio.toFixed(2)} (at most ${RATIO})`);
  if (ratio > RATIO) process.exitCode = 1;
}
