import { codeSize } from './code-size';
import { codeSyntax } from './code-syntax';
import { contextAssignment } from './context-assignment';
import { functionValue } from './function-value';
import { handlerExports } from './handler-exports';
import { recursion } from './recursion';
import { unknownGlobal } from './unknown-global';
import { unsupportedImport } from './unsupported-import';
import { unsupportedMethod } from './unsupported-method';
import { unsupportedOperator } from './unsupported-operator';
import { unsupportedStatement } from './unsupported-statement';
import { unsupportedSyntax } from './unsupported-syntax';
import { CodeRule } from '../code-rule';

/** All rules about code in the APPSYNC_JS runtime, in the order of their ids. */
export const CODE_RULES: readonly CodeRule[] = [
  codeSyntax,
  codeSize,
  handlerExports,
  unsupportedStatement,
  unsupportedOperator,
  unsupportedSyntax,
  contextAssignment,
  recursion,
  functionValue,
  unknownGlobal,
  unsupportedImport,
  unsupportedMethod,
];
