/** JSONata as Step Functions has it: version 2.0.6 of the language, with what AWS adds, refuses and limits. */
export { analyzeJsonata, JsonataAnalysis, JsonataProblem, StatesReference, VariableReference } from './analysis';
export { compileJsonata, CompiledJsonata, JsonataStates } from './expression';
export { returnedNothing, threwAnError, unexpectedResultType } from './failure';
export { expressionText, hasJsonataDelimiters } from './delimiters';
export { compileJsonataTemplate, JsonataTemplate } from './template';
