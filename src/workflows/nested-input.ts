import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import type { NestedWorkflowProps } from './nested-workflow';

/** What AWS's console reads of an input to link an execution with the one that has started it. @internal */
export const STARTED_BY = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';

/** The expression for the JSON text of a value: `$string()` leaves a text as it is. @internal */
export const jsonText = (value: string): string => `( $text := $string({"value": ${value}}); $substring($text, 9, $length($text) - 10) )`;

/**
 * What is given as `Input` to a state in JSONata.
 *
 * @param otherwise the expression for a value that is no object: as `Input`, a text would be read as JSON
 * @internal
 */
export function jsonataInput(scope: Construct, props: NestedWorkflowProps, otherwise: (value: string) => string): unknown {
  const given = props.input?.value as unknown ?? '{% $states.input %}';
  const linked = props.associateWithParent ?? (props.workflow.stateMachineType === sfn.StateMachineType.STANDARD);
  const id = '$states.context.Execution.Id';
  if (typeof given === 'object' && given !== null) return linked ? { ...given, [STARTED_BY]: `{% ${id} %}` } : given;
  const expression = typeof given === 'string' ? /^\{%(.*)%\}$/s.exec(given)?.[1].trim() : undefined;
  if (expression === undefined) {
    if (props.associateWithParent) throw noObject(scope);
    return given;
  }
  const whole = linked ? `$merge([$input, {"${STARTED_BY}": ${id}}])` : '$input';
  return `{% ( $input := (${expression}); $type($input) = 'object' ? ${whole} : ${otherwise('$input')} ) %}`;
}

/** What is given as `Input` to a state in JSONPath. @internal */
export function jsonPathInput(scope: Construct, props: NestedWorkflowProps): unknown {
  const given = props.input!.value as unknown;
  const isObject = props.input!.type === sfn.InputType.OBJECT;
  const linked = props.associateWithParent ?? (isObject && props.workflow.stateMachineType === sfn.StateMachineType.STANDARD);
  if (!linked) return given;
  if (!isObject) throw noObject(scope);
  return { ...given as object, [STARTED_BY]: sfn.JsonPath.stringAt('$$.Execution.Id') };
}

/** A Parallel state takes an object, or a part of its input. @internal */
export function inputOfBranch(scope: Construct, props: NestedWorkflowProps): Pick<sfn.ParallelProps, 'inputPath' | 'parameters'> {
  if (!props.input && props.associateWithParent) throw noObject(scope);
  if (!props.input) return {};
  const input = jsonPathInput(scope, props);
  if (props.input.type === sfn.InputType.OBJECT) return { parameters: input as { [key: string]: unknown } };
  const path = (sfn.FieldUtils.renderObject({ input }) as { readonly 'input.$'?: string })['input.$'];
  if (path === undefined || !/^\$/.test(path)) {
    throw misuse(scope, '"input" is a text. The input of an Express workflow that is called has to be an object, TaskInput.fromObject(), or a part of the input of the state, '
      + 'TaskInput.fromJsonPathAt().');
  }
  return { inputPath: path };
}

function noObject(scope: Construct): Error {
  return misuse(scope, '"associateWithParent" is true, but "input" is no object that could have the id of the execution. Use TaskInput.fromObject(), or leave it out.');
}
