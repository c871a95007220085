import type { QueryLanguage, StateType } from './model';

/**
 * What the objects of a definition may hold: which fields, of which types, in which query language. The tables are the language's
 * specification in short; the rules that check a definition only read them.
 *
 * @see https://states-language.net/spec.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export interface FieldSpec {
  /** The JSON types that the value may have. None given: any. */
  readonly types?: readonly FieldType[];
  /** The query language that the field belongs to. None given: both. */
  readonly language?: QueryLanguage;
  /** What a string here must be, beside being a string. */
  readonly syntax?: FieldSyntax;
  /** Under JSONata a `{% … %}` string may stand here, whatever the types. */
  readonly expression?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The texts that are allowed. */
  readonly values?: readonly string[];
  /** An array or a text that must not be empty. */
  readonly nonEmpty?: boolean;
  /** The JSON type of the elements of an array. */
  readonly elements?: FieldType;
}

export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';

/**
 * `path`: a JSONPath, into the input, the context object or a variable. `reference`: a Reference Path. `variablePath`: a path that a Choice
 * compares. `pathOrIntrinsic`: a path or an intrinsic function. `template`: a payload template, or any value with JSONata in it.
 * `timestamp`: RFC 3339.
 */
export type FieldSyntax = 'path' | 'resultPath' | 'reference' | 'variablePath' | 'pathOrIntrinsic' | 'template' | 'timestamp';

export interface ObjectSpec {
  /** What the object is, for a sentence: `a Task state`. */
  readonly title: string;
  readonly fields: ReadonlyMap<string, FieldSpec>;
  /** Fields that must be there. Of several in one list, one must be there. */
  readonly required: readonly (readonly RequiredField[])[];
  /** Fields of which only one may be there. */
  readonly exclusive: readonly (readonly string[])[];
  /** Whether AWS takes fields that it does not know here. */
  readonly open?: boolean;
}

/** A field, and the query language in which it is required where that depends. */
export type RequiredField = string | { readonly name: string; readonly language: QueryLanguage };

const TEXT: FieldSpec = { types: ['string'] };
const FLAG: FieldSpec = { types: ['boolean'] };
const OBJECT: FieldSpec = { types: ['object'] };
const LANGUAGE: FieldSpec = { types: ['string'], values: ['JSONPath', 'JSONata'] };
const TEMPLATE: FieldSpec = { syntax: 'template' };
const PATH_TEMPLATE: FieldSpec = { syntax: 'template', language: 'JSONPath' };
const JSONATA_TEMPLATE: FieldSpec = { syntax: 'template', language: 'JSONata' };
const INPUT_PATH: FieldSpec = { types: ['string', 'null'], syntax: 'path', language: 'JSONPath' };
const REFERENCE: FieldSpec = { types: ['string'], syntax: 'reference', language: 'JSONPath' };
const NEXT: FieldSpec = TEXT;

/** The longest time that a field may name in seconds. */
const MAX_SECONDS = 99_999_999;
const seconds = (minimum: number): FieldSpec => ({ types: ['integer'], minimum, maximum: MAX_SECONDS, expression: true });

const ASSIGN = { Assign: { types: ['object'], syntax: 'template' } } satisfies Fields;
const INPUT_OUTPUT = { InputPath: INPUT_PATH, OutputPath: INPUT_PATH, Output: JSONATA_TEMPLATE } satisfies Fields;
const RESULT_PATH = { ResultPath: { types: ['string', 'null'], syntax: 'resultPath', language: 'JSONPath' } } satisfies Fields;
const TRANSITION = { Next: NEXT, End: FLAG } satisfies Fields;
const EVERY_STATE = { Type: TEXT, Comment: TEXT, QueryLanguage: LANGUAGE } satisfies Fields;
const ERRORS = {
  ResultSelector: PATH_TEMPLATE,
  Retry: { types: ['array'], elements: 'object' },
  Catch: { types: ['array'], elements: 'object' },
} satisfies Fields;

type Fields = { readonly [name: string]: FieldSpec };

function spec(
  title: string, fields: Fields, required: readonly (readonly RequiredField[])[] = [], exclusive: readonly (readonly string[])[] = [],
): ObjectSpec {
  return { title, fields: new Map(Object.entries(fields)), required, exclusive };
}

const NEXT_OR_END = ['Next', 'End'];
const SCOPE: Fields = { Comment: TEXT, StartAt: TEXT, States: OBJECT };
const PROCESSOR_FIELDS: Fields = { ...SCOPE, ProcessorConfig: OBJECT };
const SCOPE_REQUIRED = [['StartAt'], ['States']];

export const MACHINE = spec('a state machine', {
  ...SCOPE,
  QueryLanguage: LANGUAGE,
  Version: { types: ['string'], values: ['1.0'] },
  // AWS takes 0 here, which it refuses for a task (cdk-preflight measured it).
  TimeoutSeconds: { types: ['integer'], minimum: 0, maximum: MAX_SECONDS },
}, SCOPE_REQUIRED);

export const BRANCH = spec('a branch of a Parallel state', SCOPE, SCOPE_REQUIRED);
export const ITEM_PROCESSOR = spec('an ItemProcessor', PROCESSOR_FIELDS, SCOPE_REQUIRED);
export const ITERATOR = spec('an Iterator', PROCESSOR_FIELDS, SCOPE_REQUIRED);
export const PROCESSOR_CONFIG = spec('a ProcessorConfig', {
  Mode: { types: ['string'], values: ['INLINE', 'DISTRIBUTED'] },
  ExecutionType: { types: ['string'], values: ['STANDARD', 'EXPRESS'] },
});

/** The fields of each state type. */
export const STATES: ReadonlyMap<StateType, ObjectSpec> = new Map<StateType, ObjectSpec>([
  ['Pass', spec('a Pass state', {
    ...EVERY_STATE, ...INPUT_OUTPUT, ...RESULT_PATH, ...ASSIGN, ...TRANSITION,
    Result: { language: 'JSONPath' },
    Parameters: PATH_TEMPLATE,
  }, [NEXT_OR_END], [NEXT_OR_END])],
  ['Task', spec('a Task state', {
    ...EVERY_STATE, ...INPUT_OUTPUT, ...RESULT_PATH, ...ASSIGN, ...TRANSITION, ...ERRORS,
    Resource: TEXT,
    Parameters: PATH_TEMPLATE,
    Arguments: JSONATA_TEMPLATE,
    Credentials: { types: ['object'], syntax: 'template' },
    TimeoutSeconds: seconds(1),
    TimeoutSecondsPath: REFERENCE,
    HeartbeatSeconds: seconds(1),
    HeartbeatSecondsPath: REFERENCE,
  }, [['Resource'], NEXT_OR_END], [NEXT_OR_END, ['TimeoutSeconds', 'TimeoutSecondsPath'], ['HeartbeatSeconds', 'HeartbeatSecondsPath']])],
  ['Choice', spec('a Choice state', {
    ...EVERY_STATE, ...INPUT_OUTPUT, ...ASSIGN,
    Choices: { types: ['array'], nonEmpty: true, elements: 'object' },
    Default: NEXT,
  }, [['Choices']])],
  ['Wait', spec('a Wait state', {
    ...EVERY_STATE, ...INPUT_OUTPUT, ...ASSIGN, ...TRANSITION,
    Seconds: seconds(0),
    SecondsPath: REFERENCE,
    Timestamp: { types: ['string'], syntax: 'timestamp', expression: true },
    TimestampPath: REFERENCE,
  }, [['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'], NEXT_OR_END], [NEXT_OR_END, ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']])],
  ['Succeed', spec('a Succeed state', { ...EVERY_STATE, ...INPUT_OUTPUT })],
  ['Fail', spec('a Fail state', {
    ...EVERY_STATE,
    Error: { types: ['string'], expression: true },
    ErrorPath: { types: ['string'], syntax: 'pathOrIntrinsic', language: 'JSONPath' },
    Cause: { types: ['string'], expression: true },
    CausePath: { types: ['string'], syntax: 'pathOrIntrinsic', language: 'JSONPath' },
  }, [], [['Error', 'ErrorPath'], ['Cause', 'CausePath']])],
  ['Parallel', spec('a Parallel state', {
    ...EVERY_STATE, ...INPUT_OUTPUT, ...RESULT_PATH, ...ASSIGN, ...TRANSITION, ...ERRORS,
    Parameters: PATH_TEMPLATE,
    Arguments: JSONATA_TEMPLATE,
    Branches: { types: ['array'], nonEmpty: true, elements: 'object' },
  }, [['Branches'], NEXT_OR_END], [NEXT_OR_END])],
  ['Map', spec('a Map state', {
    ...EVERY_STATE, ...INPUT_OUTPUT, ...RESULT_PATH, ...ASSIGN, ...TRANSITION, ...ERRORS,
    Parameters: PATH_TEMPLATE,
    ItemProcessor: OBJECT,
    Iterator: OBJECT,
    ItemsPath: { types: ['string'], syntax: 'path', language: 'JSONPath' },
    Items: { types: ['array', 'object'], syntax: 'template', expression: true, language: 'JSONata' },
    ItemSelector: TEMPLATE,
    ItemReader: OBJECT,
    ItemBatcher: OBJECT,
    ResultWriter: OBJECT,
    MaxConcurrency: { types: ['integer'], minimum: 0, expression: true },
    MaxConcurrencyPath: REFERENCE,
    ToleratedFailureCount: { types: ['integer'], minimum: 0, expression: true },
    ToleratedFailureCountPath: REFERENCE,
    ToleratedFailurePercentage: { types: ['number'], minimum: 0, maximum: 100, expression: true },
    ToleratedFailurePercentagePath: REFERENCE,
    Label: TEXT,
  }, [['ItemProcessor', 'Iterator'], NEXT_OR_END], [
    NEXT_OR_END, ['ItemProcessor', 'Iterator'], ['MaxConcurrency', 'MaxConcurrencyPath'], ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
    ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ])],
]);

export const RETRIER = spec('a retrier', {
  Comment: TEXT,
  ErrorEquals: { types: ['array'], nonEmpty: true, elements: 'string' },
  IntervalSeconds: { types: ['integer'], minimum: 0, maximum: MAX_SECONDS },
  MaxAttempts: { types: ['integer'], minimum: 0, maximum: 99_999_999 },
  BackoffRate: { types: ['number'], minimum: 1 },
  MaxDelaySeconds: { types: ['integer'], minimum: 1, maximum: 31_622_400 },
  JitterStrategy: { types: ['string'], values: ['FULL', 'NONE'] },
}, [['ErrorEquals']]);

export const CATCHER = spec('a catcher', {
  Comment: TEXT,
  ErrorEquals: { types: ['array'], nonEmpty: true, elements: 'string' },
  Next: NEXT,
  ...RESULT_PATH,
  ...ASSIGN,
  Output: JSONATA_TEMPLATE,
}, [['ErrorEquals'], ['Next']]);

export const CREDENTIALS: ObjectSpec = {
  ...spec('Credentials', { 'RoleArn': { types: ['string'] }, 'RoleArn.$': { types: ['string'], language: 'JSONPath' } }, [['RoleArn', 'RoleArn.$']]),
  open: true,
};

export const ITEM_READER = spec('an ItemReader', {
  Resource: TEXT,
  Parameters: PATH_TEMPLATE,
  Arguments: JSONATA_TEMPLATE,
  ReaderConfig: OBJECT,
}, [['Resource']]);

export const READER_CONFIG = spec('a ReaderConfig', {
  InputType: { types: ['string'], values: ['CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET'] },
  Transformation: { types: ['string'], values: ['NONE', 'LOAD_AND_FLATTEN'] },
  ManifestType: { types: ['string'], values: ['ATHENA_DATA', 'S3_INVENTORY'] },
  CSVDelimiter: { types: ['string'], values: ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] },
  CSVHeaderLocation: { types: ['string'], values: ['FIRST_ROW', 'GIVEN'] },
  CSVHeaders: { types: ['array'], elements: 'string' },
  ItemsPointer: TEXT,
  MaxItems: { types: ['integer'], minimum: 0, maximum: 100_000_000, expression: true },
  MaxItemsPath: REFERENCE,
}, [], [['MaxItems', 'MaxItemsPath']]);

export const ITEM_BATCHER = spec('an ItemBatcher', {
  BatchInput: TEMPLATE,
  MaxItemsPerBatch: { types: ['integer'], minimum: 0, expression: true },
  MaxItemsPerBatchPath: REFERENCE,
  MaxInputBytesPerBatch: { types: ['integer'], minimum: 0, maximum: 262_144, expression: true },
  MaxInputBytesPerBatchPath: REFERENCE,
}, [], [['MaxItemsPerBatch', 'MaxItemsPerBatchPath'], ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath']]);

export const RESULT_WRITER = spec('a ResultWriter', {
  Resource: TEXT,
  Parameters: PATH_TEMPLATE,
  Arguments: JSONATA_TEMPLATE,
  WriterConfig: OBJECT,
});

export const WRITER_CONFIG = spec('a WriterConfig', {
  Transformation: { types: ['string'], values: ['NONE', 'COMPACT', 'FLATTEN'] },
  OutputType: { types: ['string'], values: ['JSON', 'JSONL'] },
});

/** The operators of a Choice rule that compare, with the type of what they compare to. */
export const COMPARISONS: ReadonlyMap<string, FieldSpec> = new Map(comparisons());

function comparisons(): [string, FieldSpec][] {
  const list: [string, FieldSpec][] = [];
  const value: { readonly [type: string]: FieldSpec } = {
    String: TEXT, Numeric: { types: ['number'] }, Timestamp: { types: ['string'], syntax: 'timestamp' }, Boolean: FLAG,
  };
  for (const type of Object.keys(value)) {
    for (const relation of type === 'Boolean' ? ['Equals'] : ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals']) {
      list.push([`${type}${relation}`, { ...value[type], language: 'JSONPath' }]);
      list.push([`${type}${relation}Path`, { types: ['string'], syntax: 'variablePath', language: 'JSONPath' }]);
    }
  }
  list.push(['StringMatches', { ...TEXT, language: 'JSONPath' }]);
  for (const test of ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp']) {
    list.push([test, { ...FLAG, language: 'JSONPath' }]);
  }
  return list;
}

/** The operators of a Choice rule that combine other rules. */
export const COMBINATIONS: ReadonlyMap<string, FieldSpec> = new Map<string, FieldSpec>([
  ['And', { types: ['array'], nonEmpty: true, elements: 'object', language: 'JSONPath' }],
  ['Or', { types: ['array'], nonEmpty: true, elements: 'object', language: 'JSONPath' }],
  ['Not', { types: ['object'], language: 'JSONPath' }],
]);

const CHOICE_OPERATORS: Fields = {
  Comment: TEXT,
  Variable: { types: ['string'], syntax: 'variablePath', language: 'JSONPath' },
  ...Object.fromEntries(COMPARISONS),
  ...Object.fromEntries(COMBINATIONS),
};

export const CHOICE_RULE = spec('a Choice rule', {
  ...CHOICE_OPERATORS,
  ...ASSIGN,
  Condition: { types: ['string', 'boolean'], expression: true, language: 'JSONata' },
  Output: JSONATA_TEMPLATE,
  Next: NEXT,
}, [['Next'], [{ name: 'Condition', language: 'JSONata' }]]);

export const NESTED_CHOICE_RULE = spec('a nested Choice rule', CHOICE_OPERATORS);

/** Every name of a field, and the words that their values are of. */
export const LANGUAGE_WORDS: ReadonlySet<string> = new Set([
  MACHINE, BRANCH, ITEM_PROCESSOR, ITERATOR, PROCESSOR_CONFIG, ...STATES.values(), RETRIER, CATCHER, CREDENTIALS, ITEM_READER, READER_CONFIG,
  ITEM_BATCHER, RESULT_WRITER, WRITER_CONFIG, CHOICE_RULE,
].flatMap(({ fields }) => [...fields].flatMap(([name, { values = [] }]) => [name, ...values])).concat([...STATES.keys()], 'States.ALL', '$'));
