import { Rule } from './rule';
import { RULES } from './rules';
import { STACK_RULES } from './stack/rules';
import { StackRule } from './stack/stack-rule';

/** The rules about definitions and those about stacks, in the order of their ids. */
export const ALL_RULES: readonly (Rule | StackRule)[] = [...RULES, ...STACK_RULES];
