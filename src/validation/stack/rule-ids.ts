/** The ids of the rules about stacks: who only checks definitions does not load the rules themselves. */
export const STACK_RULE_IDS: ReadonlySet<string> = new Set(['ASL901', 'ASL902', 'ASL903', 'ASL904', 'ASL905', 'ASL906', 'ASL907', 'ASL908']);
