import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { WorkflowCoverage } from './coverage/workflow-coverage';
import { Execution } from './execution';
import { ExecutionInProgress } from './execution-in-progress';
import { Exploration } from './exploration/exploration';
import { ExplorationOptions } from './exploration/exploration-options';
import { toJsonValue } from './json-input';
import { StepwrightError } from '../errors';
import { historyOf } from './replay/history-input';
import { replayHistory } from './replay/replay';
import { ReplayProps } from './replay/replay-props';
import { ReplayResult } from './replay/replay-result';
import type { LocalServices } from './services/local-services';
import { Simulation } from './simulation';
import { checkExplorationOptions, checkReplayProps } from './simulator-options';
import { RunOptions, RunTwiceOptions, SimulatorProps } from './simulator-props';
import { TaskMock } from './task-mock';
import { DefinitionSource } from '../asl/definition-source';
import { simulatedValue, sourceFromConstruct } from '../definitions/construct';
import { sourceFromFile, sourceFromText } from '../definitions/file';
import { sourceFromTemplate } from '../definitions/template';

/**
 * Runs a state machine locally: the definition that will be deployed, in virtual time, with its tasks answered by mocks. The same run always
 * gives the same events.
 *
 * A definition that AWS would refuse is refused, with the place and the reason. AWS's limits are enforced.
 *
 * @example
 * declare const workflow: StandardWorkflow;
 *
 * const execution = Simulator.fromStateMachine(workflow)
 *   .mockState('Charge card', TaskMock.succeed({ paid: true }))
 *   .run({ orderId: 'o-1' });
 *
 * execution.status; // ExecutionStatus.SUCCEEDED
 * execution.trace; // what happened, state by state
 */
export class Simulator {
  /**
   * Simulates a state machine of a CDK app. What CDK knows only at deploy (ARNs, names) is replaced by stable, readable stand-ins.
   *
   * @param stateMachine a `StateMachine`, a `CfnStateMachine`, or a construct with one state machine in it, such as `StandardWorkflow`
   * @param props what the simulation starts from
   */
  public static fromStateMachine(stateMachine: IConstruct, props: SimulatorProps = {}): Simulator {
    return new Simulator(new Simulation(sourceFromConstruct(stateMachine), props, props.stateMachineName ?? stateMachine.node.path), stateMachine);
  }

  /**
   * Simulates a state machine of a CloudFormation or SAM template.
   *
   * @param path the template, JSON or YAML
   * @param logicalId the logical id of the state machine in it
   * @param props what the simulation starts from
   */
  public static fromTemplate(path: string, logicalId: string, props: SimulatorProps = {}): Simulator {
    return new Simulator(new Simulation(sourceFromTemplate(path, logicalId), props, props.stateMachineName ?? logicalId));
  }

  /**
   * Simulates a definition in a file of its own.
   *
   * @param path the definition, JSON or YAML
   * @param props what the simulation starts from
   */
  public static fromFile(path: string, props: SimulatorProps = {}): Simulator {
    return new Simulator(new Simulation(sourceFromFile(path), props));
  }

  /**
   * Simulates a definition given as an object or as JSON text.
   *
   * @param definition the definition in Amazon States Language
   * @param props what the simulation starts from
   */
  public static fromDefinition(definition: any, props: SimulatorProps = {}): Simulator {
    const text = typeof definition === 'string' ? definition : JSON.stringify(toJsonValue(definition, 'The definition'));
    return new Simulator(new Simulation(sourceFromText(text), props));
  }

  /**
   * Runs a definition as a recorded execution was run, its tasks answered from the history, and says whether it still does what was recorded, or
   * where first it does not. A replay is a run: coverage that is collected over a test run counts what it reaches.
   *
   * @param definition a construct with one state machine in it, a definition as an object or as JSON text, or the path of a file that holds one
   * @param history what `aws stepfunctions get-execution-history` prints, as an object or as JSON text, or the path of a file that holds it
   * @param props what the history does not say
   */
  public static replay(definition: any, history: any, props: ReplayProps = {}): ReplayResult {
    checkReplayProps(props);
    const name = Construct.isConstruct(definition) ? props.stateMachineName ?? definition.node.path : undefined;
    return replayHistory(definitionOf(definition), historyOf(history), props, name);
  }

  readonly #simulation: Simulation;
  readonly #construct: IConstruct | undefined;

  private constructor(simulation: Simulation, construct?: IConstruct) {
    this.#simulation = simulation;
    this.#construct = construct;
  }

  /**
   * Says how a state's task is answered. Counts before every other mock.
   *
   * An answer that the integration could never give is refused: a text from `sqs:sendMessage`, `item` for DynamoDB's `Item`, an error of another
   * service. Functions, activities, callbacks and jobs can give anything.
   *
   * @param stateName the name of a Task state; or of a Map with an ItemReader, whose answer is the list of items
   * @param mock how it is answered; what it succeeds with is the task's whole result
   * @returns this simulator
   */
  public mockState(stateName: string, mock: TaskMock): Simulator {
    this.#simulation.mocks.mockState(stateName, mock);
    return this;
  }

  /**
   * Says how every call of a Lambda function is answered, whichever state makes it and by whichever integration.
   *
   * @param lambdaFunction the function, a version or an alias of it
   * @param mock how it is answered; what it succeeds with is what the function returns (under `lambda:invoke` it becomes the `Payload`)
   * @returns this simulator
   */
  public mockFunction(lambdaFunction: IFunction, mock: TaskMock): Simulator {
    if (typeof lambdaFunction?.functionArn !== 'string') {
      throw new StepwrightError('NotAFunction', 'mockFunction() takes a Lambda function of the CDK app. To mock by name, mock the state: mockState("…", …).');
    }
    const arn = String(simulatedValue(this.#construct ?? lambdaFunction, lambdaFunction.functionArn));
    this.#simulation.mocks.mockFunction(arn, mock, lambdaFunction.node.path);
    return this;
  }

  /**
   * Says how every call of an integration is answered that no mock of a state or of a function answers.
   *
   * @param resource the integration as it stands in the state's `Resource`, with or without what is before its service:
   * `dynamodb:putItem`, `arn:aws:states:::sqs:sendMessage.waitForTaskToken`, the ARN of an activity
   * @param mock how it is answered; what it succeeds with is the task's whole result
   * @returns this simulator
   */
  public mockIntegration(resource: string, mock: TaskMock): Simulator {
    this.#simulation.mocks.mockIntegration(resource, mock);
    return this;
  }

  /**
   * Takes the mocks of a test case from a mock configuration file of Step Functions Local.
   *
   * @param path the file
   * @param testCase the test case
   * @param stateMachine the state machine's name in the file. Default: the only one that has the test case
   * @returns this simulator
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
   */
  public useMockFile(path: string, testCase: string, stateMachine?: string): Simulator {
    this.#simulation.useMockFile(path, testCase, stateMachine);
    return this;
  }

  /** What the executions of this simulator have reached so far of its state machine. */
  public get coverage(): WorkflowCoverage {
    return WorkflowCoverage._of([this.#simulation.recorder.coverage]);
  }

  /**
   * Lets services in memory answer the tasks that nothing else answers, read the items of Distributed Maps and keep their results.
   *
   * @param services the services; several simulators can share them
   * @returns this simulator
   */
  public useServices(services: LocalServices): Simulator {
    if (typeof services?._answer !== 'function') {
      throw new StepwrightError('NoServices', 'useServices() takes LocalServices, for example useServices(new LocalServices()).');
    }
    this.#simulation.answers.services = services;
    return this;
  }

  /**
   * Lets tasks that start executions of another state machine run them: `states:startExecution` with or without `.sync` and `.sync:2`, and
   * `aws-sdk:sfn:startExecution` and `startSyncExecution`. They run to their end at once, in virtual time, with the mocks and services of their
   * own simulator; a task that waits for one takes as long as it does.
   *
   * A task that starts one with `.waitForTaskToken` ends when the other machine, or one that it starts, calls it back with its token:
   * `aws-sdk:sfn:sendTaskSuccess`, `sendTaskFailure`, `sendTaskHeartbeat`. Where none does in time, it times out.
   *
   * @param stateMachineArn the ARN of the other machine as this one names it (`child.stateMachineArn`), or its name
   * @param simulator how the other machine is simulated
   * @returns this simulator
   */
  public addStateMachine(stateMachineArn: string, simulator: Simulator): Simulator {
    if (typeof stateMachineArn !== 'string' || !(simulator instanceof Simulator)) {
      throw new StepwrightError('NoStateMachine', 'addStateMachine() takes the ARN of a state machine, or its name, and a Simulator of it.');
    }
    const construct = this.#construct ?? simulator.#construct;
    const arn = construct ? String(simulatedValue(construct, stateMachineArn)) : stateMachineArn;
    this.#simulation.answers.machines.add(arn, simulator.#simulation);
    return this;
  }

  /** The executions of this machine that other simulated machines have started, in the order of their start. */
  public get nestedExecutions(): Execution[] {
    return [...this.#simulation.nested];
  }

  /**
   * Runs an execution to its end.
   *
   * @param input the input, as JSON. Default: an empty object
   * @param options what this execution starts from
   */
  public run(input?: any, options: RunOptions = {}): Execution {
    return this.#simulation.run(input, options);
  }

  /**
   * Runs an execution of an Express workflow twice with the same name and input, as AWS may do with one that is started asynchronously: it is run at
   * least once, and one that is lost on the way begins again. The services that it calls are left as the first run left them, so what is not
   * idempotent shows.
   *
   * The second run begins when the first ended or was lost. Random values and UUIDs are others than those of the first.
   *
   * @param input the input, as JSON. Default: an empty object
   * @param options where the first run is lost. Default: it goes to its end
   * @returns the two runs; one that was lost is still RUNNING
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html#express-at-least-once-execution
   */
  public runTwice(input?: any, options: RunTwiceOptions = {}): Execution[] {
    return this.#simulation.runTwice(input, options);
  }

  /**
   * Begins an execution that is driven step by step: tasks that no mock answers wait, and time passes when it is told to.
   *
   * @param input the input, as JSON. Default: an empty object
   * @param options what this execution starts from
   */
  public start(input?: any, options: RunOptions = {}): ExecutionInProgress {
    return this.#simulation.start(input, options);
  }

  /**
   * Runs the machine over every outcome of every task: its success, as its mock has it, or an empty object where there is no mock; the usual errors
   * of its integration, and those of a clause that it can raise; and its timeout. Retries are not told apart by their number: a call that is
   * retried succeeds the next time, or never.
   *
   * Choice states look at data, which is only that of the inputs and the mocks. Services in memory are not asked.
   *
   * @param options what to explore with, and which surprises are accepted
   */
  public explore(options: ExplorationOptions = {}): Exploration {
    checkExplorationOptions(options);
    const simulation = this.#simulation;
    const { machine, mocks } = simulation;
    return Exploration._of({ machine, mocks, begin: (input) => simulation.begin(input, {}) }, options);
  }

  /**
   * Goes on with an execution that `ExecutionInProgress.toJson()` wrote down, of the same definition.
   *
   * @param json what it wrote
   */
  public resume(json: string): ExecutionInProgress {
    return this.#simulation.resume(json);
  }
}

/** A definition, whatever it is given as. */
function definitionOf(definition: unknown): DefinitionSource {
  if (Construct.isConstruct(definition)) {
    return sourceFromConstruct(definition);
  }
  if (typeof definition === 'string') {
    return /^\uFEFF?\s*\{/.test(definition) ? sourceFromText(definition) : sourceFromFile(definition);
  }
  return sourceFromText(JSON.stringify(toJsonValue(definition, 'The definition')));
}
