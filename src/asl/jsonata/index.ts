/** JSONata as Step Functions has it: version 2.0.6 of the language, with what AWS adds, refuses and limits. */
export { analyzeJsonata } from './analysis';
export type { Ast as JsonataAst } from '../../../vendor/jsonata-sync';
export type { JsonataAnalysis, JsonataProblem, StatesReference, UnknownFunction, VariableReference } from './analysis';
export { expressionText, hasJsonataDelimiters } from './delimiters';
export { compileJsonata } from './expression';
export type { CompiledJsonata, JsonataStates } from './expression';
export { FUNCTION_NAMES } from './library';
export { returnedNothing, threwAnError, unexpectedResultType } from './failure';
export { childrenOf } from './states-use';
export { compileJsonataTemplate } from './template';
export type { JsonataTemplate } from './template';
export { jsonataTypes } from './types';
export type { JsonataType } from './types';
