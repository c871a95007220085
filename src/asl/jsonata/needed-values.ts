import { Ast } from '../../../vendor/jsonata-sync';

/** Operators that have no value where one of their sides has none. The others take what has no value for false, empty, or not there. */
const STRICT_OPERATORS: ReadonlySet<unknown> = new Set(['+', '-', '*', '/', '%', '<', '<=', '>', '>=', '..']);

/** Functions that have a value even where their first argument has none. */
const TOLERANT_FUNCTIONS: ReadonlySet<unknown> = new Set(['exists', 'append', 'count', 'not', 'boolean', 'type', 'error', 'assert', 'zip']);

/**
 * The parts of an expression without whose value the whole has none, or fails. Step Functions fails an expression without a value. Parts of which
 * that depends on the data, such as the sides of a condition, are not among them.
 */
export function neededValues(root: Ast): ReadonlySet<Ast> {
  const needed = new Set<Ast>();
  const open: (Ast | undefined)[] = [root];
  while (open.length > 0) {
    const ast = open.pop();
    if (ast === undefined || needed.has(ast)) continue;
    needed.add(ast);
    if (ast.group === undefined) open.push(...neededParts(ast));
  }
  return needed;
}

function neededParts(ast: Ast): readonly (Ast | undefined)[] {
  switch (ast.type) {
    case 'path': return ast.steps!.slice(0, 1);
    case 'binary': return STRICT_OPERATORS.has(ast.value) ? [ast.lhs as Ast, ast.rhs] : [];
    case 'unary': return ast.value === '-' ? [ast.expression] : [];
    case 'block': return (ast.expressions ?? []).slice(-1);
    case 'bind': return [ast.rhs];
    case 'function': {
      const { procedure } = ast;
      const tolerant = procedure?.type !== 'variable' || TOLERANT_FUNCTIONS.has(procedure.value);
      return tolerant ? [procedure] : [procedure, ast.arguments?.[0]];
    }
    default: return [];
  }
}
