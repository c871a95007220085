import { Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CheckedSchema } from './checked-schema';
import { FieldCoordinate } from './field-coordinate';
import { SOURCE_KINDS } from './source-kind';
import { httpSource, SourceSetup } from './source-setup';
import { describeCode, ShownErrors, startAsyncCode, startSyncCode } from './workflow-field-code';
import { WorkflowDescribeOptions, WorkflowFieldOptions, WorkflowSyncFieldOptions } from './workflow-field-options';
import { WorkflowInput } from './workflow-input';
import { didYouMean } from '../did-you-mean';
import type { AuthMode } from '../graphql/auth/auth-mode';
import type { SchemaField } from '../graphql/schema-model';
import { misuse } from '../misuse';
import { checkAccount, checkWaits, grantDescribe, isExpress, isSynchronous, otherRegionOf } from '../starts/workflow-start';
import { executionArnOf } from '../workflows/execution-arn';
import { IWorkflow } from '../workflows/i-workflow';

/** How long AppSync waits. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const LONGEST_WAIT = Duration.seconds(30);

/** The modes whose callers can be told apart. */
const WITH_CALLER: readonly AuthMode[] = ['cognito', 'oidc', 'iam'];

/** What an API makes a field of. @internal */
export interface WorkflowField {
  readonly setup: SourceSetup;
  readonly code: string;
}

/** A field, and what it is called in a sentence. */
interface Place {
  readonly what: string;
  /** Its part of the schema: nothing where the schema cannot be read, or has no such field. */
  readonly field?: SchemaField;
  /** Whether its value has fields of its own. */
  readonly hasFields: boolean;
}

/** The fields of an API that start workflows and describe their executions. @internal */
export class WorkflowFields {
  /** The state machines that are started with who called in their input. */
  private readonly startedWithCaller = new Set<string>();

  constructor(private readonly api: Construct, private readonly schema: CheckedSchema, private readonly modes: readonly AuthMode[]) {}

  public startSync(coordinate: FieldCoordinate, workflow: IWorkflow, options: WorkflowSyncFieldOptions): WorkflowField {
    const { api } = this;
    const place = this.placeOf(coordinate, 'startSync()');
    if (!isExpress(workflow)) {
      throw misuse(api, `${place.what} was given "${workflow.node.path}", a Standard workflow, for whose output nobody can wait. Use an ExpressWorkflow of mode SYNC, or startAsync().`);
    }
    if (!isSynchronous(workflow)) {
      throw misuse(api, `${place.what} was given "${workflow.node.path}", an ExpressWorkflow of mode ASYNC. Give it mode SYNC, or use startAsync().`);
    }
    checkWaits(api, workflow, LONGEST_WAIT, 'AppSync', '; or use startAsync() with a StandardWorkflow, for whose end the caller does not wait.');
    const errors = this.shownErrors(place, options);
    return { setup: this.sourceFor(workflow, 'sync-states'), code: startSyncCode(workflow.stateMachineArn, this.inputOf(place, options)._expression, errors) };
  }

  public startAsync(coordinate: FieldCoordinate, workflow: IWorkflow, options: WorkflowFieldOptions): WorkflowField {
    const place = this.placeOf(coordinate, 'startAsync()');
    if (isSynchronous(workflow)) {
      throw misuse(this.api, `${place.what} was given "${workflow.node.path}", an ExpressWorkflow of mode SYNC, whose output is waited for. Use startSync(), or give it mode ASYNC.`);
    }
    this.checkOne(place);
    const input = this.inputOf(place, options);
    if (input._hasIdentity) this.startedWithCaller.add(workflow.stateMachine.stateMachineArn);
    return { setup: this.sourceFor(workflow, 'states'), code: startAsyncCode(workflow.stateMachineArn, input._expression, place.hasFields) };
  }

  public describe(coordinate: FieldCoordinate, workflow: IWorkflow, options: WorkflowDescribeOptions): WorkflowField {
    const place = this.placeOf(coordinate, 'describe()');
    if (isExpress(workflow)) {
      throw misuse(this.api, `${place.what} was given "${workflow.node.path}", an Express workflow, whose executions leave nothing but logs. Use a StandardWorkflow.`);
    }
    this.checkOne(place);
    const names = place.field?.arguments.map(({ name }) => name.value);
    const nameArgument = options.nameArgument ?? (names?.length === 1 ? names[0] : 'name');
    this.checkArgument('nameArgument', place, nameArgument);
    const knowsCallers = this.modes.some((mode) => WITH_CALLER.includes(mode));
    if (options.onlyOwn && !knowsCallers) {
      throw misuse(this.api, `"onlyOwn" of ${place.what} is true, but callers with an API key or with a Lambda authorizer cannot be told apart, and "auth" has no other mode. Add one, or leave it out.`);
    }
    // Another field may come to start the workflow with who called.
    const onlyOwn = () => options.onlyOwn ?? (knowsCallers && this.startedWithCaller.has(workflow.stateMachine.stateMachineArn));
    const code = Lazy.string({ produce: () => describeCode(executionArnOf(workflow, ''), nameArgument, place.hasFields, onlyOwn()) });
    return { setup: this.sourceFor(workflow, 'states', true), code };
  }

  private placeOf({ type, field: name }: FieldCoordinate, method: string): Place {
    const field = this.schema.field(type, name);
    return { what: `${method} of "${type}.${name}"`, field, hasFields: !field || this.schema.hasFields(field.typeName) };
  }

  /** A signed source of one role, which may do one thing with one state machine. */
  private sourceFor(workflow: IWorkflow, service: 'states' | 'sync-states', describes = false): SourceSetup {
    checkAccount(this.api, workflow);
    const { region: here, urlSuffix } = Stack.of(this.api);
    const region = otherRegionOf(this.api, workflow) ?? here;
    return {
      ...httpSource(`https://${service}.${region}.${urlSuffix}`, { signingRegion: region, signingServiceName: 'states' }),
      kind: SOURCE_KINDS.http,
      always: (role) => (describes ? grantDescribe(workflow, role) : void workflow.grantStart(role)),
    };
  }

  private inputOf(place: Place, { input = WorkflowInput.arguments() }: WorkflowFieldOptions): WorkflowInput {
    if (input._argument !== undefined) this.checkArgument('input', place, input._argument);
    return input;
  }

  private shownErrors({ what }: Place, { errors = [], includeCause = false }: WorkflowSyncFieldOptions): ShownErrors {
    const { api } = this;
    for (const [index, error] of errors.entries()) {
      if (Token.isUnresolved(error)) continue;
      if (error === 'States.ALL') {
        throw misuse(api, `"errors" of ${what} has "States.ALL", which stands for other errors and is not the name that an execution fails with. Write the names themselves.`);
      }
      if (error === '' || error.length > 256 || /[\n\r]/.test(error)) {
        throw misuse(api, `"errors" of ${what} has ${JSON.stringify(error)}. The name of an error has to have from 1 to 256 characters, and no line break.`);
      }
      if (errors.indexOf(error) !== index) throw misuse(api, `"errors" of ${what} has "${error}" twice. Leave out one of them.`);
    }
    if (includeCause && errors.length === 0) {
      throw misuse(api, `"includeCause" of ${what} is true, but only causes of errors in "errors" are shown, which is empty. Name the errors there whose causes may be seen.`);
    }
    return { names: errors, includeCause };
  }

  private checkArgument(prop: string, { what, field }: Place, name: string): void {
    if (!/^[_A-Za-z]\w*$/.test(name)) {
      throw misuse(this.api, `"${prop}" of ${what} names the argument "${name}", which is no name of an argument. It has to consist of letters, digits and "_".`);
    }
    const names = field?.arguments.map((argument) => argument.name.value);
    if (!names || names.includes(name)) return;
    throw misuse(this.api, `"${prop}" of ${what} names the argument "${name}", which the field does not have.${didYouMean(name, names)} `
      + (names.length === 0 ? 'It has none.' : `It has ${names.map((each) => `"${each}"`).join(', ')}.`));
  }

  private checkOne({ what, field }: Place): void {
    if (field?.isList) throw misuse(this.api, `${what} gives one execution, but the field is a list of "${field.typeName}". Let the field have the type itself.`);
  }
}
