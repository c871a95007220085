import { Rule } from '../rule';
import { catchDropsInput } from './catch-drops-input';
import { choiceDefault } from './choice-default';
import { choiceRule } from './choice-rule';
import { contextMember } from './context-member';
import { definitionObject } from './definition-object';
import { definitionSize } from './definition-size';
import { duplicateMember } from './duplicate-member';
import { duplicateStateName } from './duplicate-state-name';
import { endlessLoop } from './endless-loop';
import { errorName } from './error-name';
import { exclusiveFields } from './exclusive-fields';
import { expressIdempotency } from './express-idempotency';
import { expressWorkflow } from './express-workflow';
import { fieldNotEmpty } from './field-not-empty';
import { fieldRange } from './field-range';
import { fieldType } from './field-type';
import { fieldValue } from './field-value';
import { fixedDuration } from './fixed-duration';
import { heartbeat } from './heartbeat';
import { hiddenChoiceRule } from './hidden-choice-rule';
import { historyLimit } from './history-limit';
import { idleAcknowledgement } from './idle-acknowledgement';
import { impossiblePath } from './impossible-path';
import { integrationParameters } from './integration-parameters';
import { integrationPattern } from './integration-pattern';
import { intrinsicArguments } from './intrinsic-arguments';
import { itemReader } from './item-reader';
import { jsonataDelimiters } from './jsonata-delimiters';
import { jsonataFunction } from './jsonata-function';
import { jsonataReference } from './jsonata-reference';
import { jsonataStatesMember } from './jsonata-states-member';
import { jsonataSyntax } from './jsonata-syntax';
import { jsonataType } from './jsonata-type';
import { lambdaRetry } from './lambda-retry';
import { literalPath } from './literal-path';
import { literalSize } from './literal-size';
import { mapLabel } from './map-label';
import { nestedTerminalState } from './nested-terminal-state';
import { nestingDepth } from './nesting-depth';
import { parameterName } from './parameter-name';
import { partitionRegion } from './partition-region';
import { pathSyntax } from './path-syntax';
import { payloadTemplate } from './payload-template';
import { processorConfig } from './processor-config';
import { queryLanguageDowngrade } from './query-language-downgrade';
import { queryLanguageFields } from './query-language-fields';
import { reachableState } from './reachable-state';
import { referencePath } from './reference-path';
import { requiredFields } from './required-fields';
import { resourceArn } from './resource-arn';
import { retryJitter } from './retry-jitter';
import { runtimeNotCaught } from './runtime-not-caught';
import { sdkAction } from './sdk-action';
import { sdkActionSpelling } from './sdk-action-spelling';
import { stateNameLength } from './state-name-length';
import { stateType } from './state-type';
import { statesAll } from './states-all';
import { supportedFields } from './supported-fields';
import { taskTimeout } from './task-timeout';
import { taskToken } from './task-token';
import { templateExpression } from './template-expression';
import { terminalState } from './terminal-state';
import { timestamp } from './timestamp';
import { transitionTarget } from './transition-target';
import { unassignedVariable } from './unassigned-variable';
import { unknownIntegration } from './unknown-integration';
import { unknownParameter } from './unknown-parameter';
import { unreachableClause } from './unreachable-clause';
import { validJson } from './valid-json';
import { variableName } from './variable-name';
import { variableScope } from './variable-scope';

/** The areas of the rules, by the first digit of their ids. */
export const RULE_AREAS: ReadonlyMap<string, string> = new Map([
  ['0', 'The text'],
  ['1', 'Fields and names'],
  ['2', 'The flow'],
  ['3', 'Values'],
  ['4', 'Query languages, expressions and variables'],
  ['5', 'Errors: Retry and Catch'],
  ['6', 'Choice states'],
  ['7', 'Map and Parallel states'],
  ['8', 'Tasks and workflow types'],
  ['9', 'The stack'],
]);

/** All rules, in the order of their ids. */
export const RULES: readonly Rule[] = [
  // 0: the text
  validJson,
  nestingDepth,
  duplicateMember,
  definitionSize,
  idleAcknowledgement,
  // 1: fields and names
  definitionObject,
  requiredFields,
  stateType,
  supportedFields,
  exclusiveFields,
  stateNameLength,
  duplicateStateName,
  // 2: the flow
  transitionTarget,
  reachableState,
  terminalState,
  nestedTerminalState,
  impossiblePath,
  endlessLoop,
  historyLimit,
  // 3: values
  fieldType,
  fieldRange,
  fieldValue,
  fieldNotEmpty,
  timestamp,
  literalSize,
  // 4: query languages, expressions and variables
  queryLanguageFields,
  queryLanguageDowngrade,
  jsonataDelimiters,
  payloadTemplate,
  variableName,
  pathSyntax,
  referencePath,
  templateExpression,
  intrinsicArguments,
  jsonataSyntax,
  jsonataReference,
  jsonataFunction,
  jsonataStatesMember,
  literalPath,
  unassignedVariable,
  variableScope,
  contextMember,
  jsonataType,
  // 5: errors
  statesAll,
  unreachableClause,
  catchDropsInput,
  lambdaRetry,
  retryJitter,
  runtimeNotCaught,
  // 6: Choice states
  choiceRule,
  choiceDefault,
  hiddenChoiceRule,
  // 7: Map and Parallel states
  processorConfig,
  itemReader,
  mapLabel,
  // 8: tasks and workflow types
  resourceArn,
  expressWorkflow,
  integrationPattern,
  integrationParameters,
  parameterName,
  unknownParameter,
  unknownIntegration,
  sdkAction,
  sdkActionSpelling,
  errorName,
  taskToken,
  taskTimeout,
  heartbeat,
  expressIdempotency,
  fixedDuration,
  partitionRegion,
];
