import type { Construct } from 'constructs';

/**
 * The name of a variable that belongs to one construct. A Map or a Parallel inside another may not assign a variable of the one around it, so the
 * names of two constructs have to differ wherever they are.
 *
 * @internal
 */
export function variableOf(construct: Construct, what: string): string {
  const id = construct.node.id.replace(/[^A-Za-z0-9]+/g, '_').slice(0, 40);
  return `${what}_${id}_${construct.node.addr.slice(-8)}`;
}

/** A JSONata expression as a state has it. @internal */
export const expression = (jsonata: string): string => `{% ${jsonata} %}`;

/** When the state was entered, in milliseconds since 1970. @internal */
export const NOW = '$toMillis($states.context.State.EnteredTime)';
