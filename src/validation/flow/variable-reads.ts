import { ExpressionSyntaxError } from '../../asl/evaluation';
import { isIntrinsicCall } from '../../asl/intrinsics/intrinsic-call';
import { ParsedArgument, parseIntrinsicCall } from '../../asl/intrinsics/intrinsic-syntax';
import { StringNode } from '../../asl/json/nodes';
import { Field, Scope, State } from '../structure';

/** A place where a state reads a workflow variable. */
export interface VariableRead {
  readonly name: string;
  readonly node: StringNode;
  readonly field: Field;
  readonly state: State;
  /** The scope whose variables the state sees. */
  readonly scope: Scope;
  /** Whether the state fails where the variable has no value. */
  readonly needed: boolean;
}

/** A place where a state reads the context object under JSONPath. */
export interface ContextRead {
  readonly path: string;
  readonly node: StringNode;
  readonly field: Field;
}

const VARIABLE = /^\$([\p{ID_Start}_]\p{ID_Continue}*)/u;

/** The variables that a JSONPath or a call of an intrinsic function reads. */
export function variablesIn(text: string): readonly string[] {
  // Most texts begin with `$.` or `$$`: they are passed over first.
  if (text.charCodeAt(0) === DOLLAR) {
    const second = text.charCodeAt(1);
    const name = second === DOT || second === DOLLAR || second === BRACKET || text.length < 2 ? undefined : VARIABLE.exec(text)?.[1];
    return name === undefined ? NONE : [name];
  }
  return !isIntrinsicCall(text) || !/\$[^.$[]/.test(text) ? NONE : pathsGiven(text).flatMap(variablesIn);
}

/** The paths into the context object that a JSONPath is, or that a call of an intrinsic function is given. */
export function contextPathsIn(text: string): readonly string[] {
  if (text.startsWith('$$')) return [text];
  return text.includes('$$') && isIntrinsicCall(text) ? pathsGiven(text).filter((path) => path.startsWith('$$')) : NONE;
}

/** The paths that a call of an intrinsic function is given, in calls in it too; none where the text is no call. */
export function pathsGiven(text: string): readonly string[] {
  try {
    return parseIntrinsicCall(text.trimEnd()).args.flatMap(pathsOfArgument);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return NONE;
    throw error;
  }
}

function pathsOfArgument(argument: ParsedArgument): readonly string[] {
  if (argument.kind === 'call') return argument.args.flatMap(pathsOfArgument);
  return argument.kind === 'path' ? [argument.text] : NONE;
}

const NONE: readonly string[] = [];
const [DOLLAR, DOT, BRACKET] = ['$', '.', '['].map((character) => character.charCodeAt(0));
