import type { ConstDirectiveNode, ConstValueNode, StringValueNode } from 'graphql/language';

export function argumentOf(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

/** The texts of a list; one text, where there is no list. */
export function textsOf(value: ConstValueNode | undefined): StringValueNode[] {
  const values = value?.kind === 'ListValue' ? value.values : value ? [value] : [];
  return values.filter((each): each is StringValueNode => each.kind === 'StringValue');
}
