import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FieldCoordinate } from './field-coordinate';
import { SOURCE_KINDS } from './source-kind';
import { httpSource, SourceSetup } from './source-setup';
import { describeCode, startAsyncCode, startSyncCode } from './workflow-field-code';
import { WorkflowInput } from './workflow-input';
import { didYouMean } from '../did-you-mean';
import type { SchemaField } from '../graphql/schema-model';
import { misuse } from '../misuse';
import { checkAccount, checkWaits, grantDescribe, isExpress, isSynchronous, otherRegionOf } from '../starts/workflow-start';
import { executionArnOf } from '../workflows/execution-arn';
import { IWorkflow } from '../workflows/i-workflow';

/** A field that starts executions. */
export interface WorkflowFieldOptions {
  /**
   * What of a request becomes the input.
   *
   * @default WorkflowInput.arguments()
   */
  readonly input?: WorkflowInput;
}

/** A field that describes executions. */
export interface WorkflowDescribeOptions {
  /**
   * The argument of the field that is the name of an execution, as `startAsync()` gives it.
   *
   * @default - the argument of the field, where it has one only; `name`
   */
  readonly nameArgument?: string;
}

/** How long AppSync waits. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const LONGEST_WAIT = Duration.seconds(30);

/** What an API makes a field of. @internal */
export interface WorkflowField {
  readonly setup: SourceSetup;
  readonly code: string;
}

/** What is known of a field's part of the schema: nothing where the schema cannot be read, or has no such field. @internal */
export interface KnownField {
  readonly field?: SchemaField;
  readonly hasFields: boolean;
}

/** @internal */
export function startSyncField(
  api: Construct, place: FieldCoordinate, known: KnownField, workflow: IWorkflow, options: WorkflowFieldOptions,
): WorkflowField {
  const what = `startSync() of "${place.type}.${place.field}"`;
  if (!isExpress(workflow)) {
    throw misuse(api, `${what} was given "${workflow.node.path}", a Standard workflow, for whose output nobody can wait. Use an ExpressWorkflow of mode SYNC, or startAsync().`);
  }
  if (!isSynchronous(workflow)) {
    throw misuse(api, `${what} was given "${workflow.node.path}", an ExpressWorkflow of mode ASYNC. Give it mode SYNC, or use startAsync().`);
  }
  checkWaits(api, workflow, LONGEST_WAIT, 'AppSync', '; or use startAsync() with a StandardWorkflow, for whose end the caller does not wait.');
  return { setup: sourceFor(api, workflow, 'sync-states'), code: startSyncCode(workflow.stateMachineArn, inputOf(api, what, known, options)) };
}

/** @internal */
export function startAsyncField(
  api: Construct, place: FieldCoordinate, known: KnownField, workflow: IWorkflow, options: WorkflowFieldOptions,
): WorkflowField {
  const what = `startAsync() of "${place.type}.${place.field}"`;
  if (isSynchronous(workflow)) {
    throw misuse(api, `${what} was given "${workflow.node.path}", an ExpressWorkflow of mode SYNC, whose output is waited for. Use startSync(), or give it mode ASYNC.`);
  }
  checkOne(api, what, known);
  return { setup: sourceFor(api, workflow, 'states'), code: startAsyncCode(workflow.stateMachineArn, inputOf(api, what, known, options), known.hasFields) };
}

/** @internal */
export function describeField(
  api: Construct, place: FieldCoordinate, known: KnownField, workflow: IWorkflow, options: WorkflowDescribeOptions,
): WorkflowField {
  const what = `describe() of "${place.type}.${place.field}"`;
  if (isExpress(workflow)) {
    throw misuse(api, `${what} was given "${workflow.node.path}", an Express workflow, whose executions leave nothing but logs. Use a StandardWorkflow.`);
  }
  checkOne(api, what, known);
  const names = known.field?.arguments.map(({ name }) => name.value);
  const nameArgument = options.nameArgument ?? (names?.length === 1 ? names[0] : 'name');
  checkArgument(api, `"nameArgument" of ${what}`, known, nameArgument);
  return { setup: sourceFor(api, workflow, 'states', true), code: describeCode(executionArnOf(workflow, ''), nameArgument, known.hasFields) };
}

/** A signed source of one role, which may do one thing with one state machine. */
function sourceFor(api: Construct, workflow: IWorkflow, service: 'states' | 'sync-states', describes = false): SourceSetup {
  checkAccount(api, workflow);
  const { region: here, urlSuffix } = Stack.of(api);
  const region = otherRegionOf(api, workflow) ?? here;
  return {
    ...httpSource(`https://${service}.${region}.${urlSuffix}`, { signingRegion: region, signingServiceName: 'states' }),
    kind: SOURCE_KINDS.http,
    always: (role) => (describes ? grantDescribe(workflow, role) : void workflow.grantStart(role)),
  };
}

function inputOf(api: Construct, what: string, known: KnownField, { input = WorkflowInput.arguments() }: WorkflowFieldOptions): string {
  if (input._argument !== undefined) checkArgument(api, `"input" of ${what}`, known, input._argument);
  return input._expression;
}

function checkArgument(api: Construct, what: string, { field }: KnownField, name: string): void {
  if (!/^[_A-Za-z]\w*$/.test(name)) throw misuse(api, `${what} names the argument "${name}", which is no name of an argument. It has to consist of letters, digits and "_".`);
  const names = field?.arguments.map((argument) => argument.name.value);
  if (!names || names.includes(name)) return;
  throw misuse(api, `${what} names the argument "${name}", which the field does not have.${didYouMean(name, names)} `
    + (names.length === 0 ? 'It has none.' : `It has ${names.map((each) => `"${each}"`).join(', ')}.`));
}

function checkOne(api: Construct, what: string, { field }: KnownField): void {
  if (field?.isList) throw misuse(api, `${what} gives one execution, but the field is a list of "${field.typeName}". Let the field have the type itself.`);
}
