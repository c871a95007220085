/** The JSON type of a parameter or of a member of an answer. `any`: whatever its JSON is, Step Functions makes of it what the service wants. */
export type ValueType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'any';

export interface Member {
  readonly type: ValueType;
  readonly required: boolean;
}

/** Parameters of a call, or members of its answer, by their names as Step Functions spells them. */
export type Members = ReadonlyMap<string, Member>;

export const NO_MEMBERS: Members = new Map();

const TYPES: { readonly [mark: string]: ValueType } = { '': 'string', '#': 'integer', '.': 'number', '?': 'boolean', '{': 'object', '[': 'array', '*': 'any' };
const MEMBER = /^(\w+)(!?)([#.?{[*]?)$/;

/**
 * Members as the tables have them: `TableName! Item!{ ReturnValues`. After the name stands `!` where it is required, then the mark of its type:
 * `#` integer, `.` number, `?` boolean, `{` object, `[` array, `*` any; without a mark it is a text.
 */
export function parseMembers(text: string, separator: string = ' '): Members {
  if (text === '') {
    return NO_MEMBERS;
  }
  return new Map(text.split(separator).map((member): [string, Member] => {
    const [, name, required, mark] = MEMBER.exec(member)!;
    return [name, { type: TYPES[mark], required: required !== '' }];
  }));
}
