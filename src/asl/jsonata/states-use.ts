import { Ast } from '../../../vendor/jsonata-sync';

/** The nodes directly below a node. */
export function childrenOf(ast: Ast): Ast[] {
  const children: (Ast | undefined)[] = [
    ast.expression, ast.condition, ast.then, ast.else, ast.procedure, ast.body, ast.pattern, ast.update, ast.delete, ast.rhs,
    ...ast.steps ?? [], ...ast.expressions ?? [], ...ast.arguments ?? [],
    ...(ast.stages ?? []).map((stage) => stage.expr), ...(ast.predicate ?? []).map((stage) => stage.expr),
    ...(ast.terms ?? []).map((term) => term.expression),
    ...(ast.group?.lhs ?? []).flat(),
    ...(Array.isArray(ast.lhs) ? (ast.lhs as readonly (readonly [Ast, Ast])[]).flat() : [ast.lhs as Ast | undefined]),
  ];
  return children.filter((child) => child !== undefined);
}

/** Whether an expression reads `$states` only through the named members. */
export function readsOnlyMembersOfStates(root: Ast, members: readonly string[]): boolean {
  const open = [root];
  for (let ast = open.pop(); ast !== undefined; ast = open.pop()) {
    if (ast.type === 'variable' && ast.value === 'states') return false;
    const [first, second] = ast.steps ?? [];
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name' && members.includes(second.value as string)
      && !first.predicate && !first.stages && !first.group && first.focus === undefined && first.index === undefined) {
      open.push(...childrenOf(ast).filter((child) => child !== first));
    } else {
      open.push(...childrenOf(ast));
    }
  }
  return true;
}
