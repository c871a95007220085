import { FIELD_DESCRIPTIONS } from './field-descriptions';
import type { JsonObject, JsonValue } from './json-value';
import type { QueryLanguage } from './model';
import {
  BRANCH, CATCHER, CHOICE_RULE, CREDENTIALS, FieldSpec, ITEM_BATCHER, ITEM_PROCESSOR, ITEM_READER, ITERATOR, MACHINE, NESTED_CHOICE_RULE, ObjectSpec,
  PROCESSOR_CONFIG, READER_CONFIG, RequiredField, RESULT_WRITER, RETRIER, STATES, WRITER_CONFIG,
} from './state-fields';

/**
 * The language as a JSON Schema (draft 7, which editors know), made from the same tables that the validator reads.
 *
 * What an object may hold depends on its query language, and a state's on the machine's too: each object is there once for each. What a schema
 * cannot say (whether a target exists, whether an expression is well formed) is left to the validator.
 *
 * @see https://json-schema.org/draft-07/json-schema-validation
 */
export function jsonSchema(): JsonObject {
  const schema = new SchemaWriter();
  const machine = (language: QueryLanguage) => schema.object(MACHINE, { machine: language, language }, {
    States: schema.states(language),
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Amazon States Language',
    description: 'A state machine of AWS Step Functions.',
    type: 'object',
    if: { properties: { QueryLanguage: { const: 'JSONata' } }, required: ['QueryLanguage'] },
    then: machine('JSONata'),
    else: machine('JSONPath'),
    definitions: schema.definitions,
  };
}

/** The query language of the machine and of the state that an object is in. */
interface Languages {
  readonly machine: QueryLanguage;
  readonly language: QueryLanguage;
}

const JSONATA_TEXT = { type: 'string', pattern: '^\\{%[\\s\\S]*%\\}$' };
/** `${Name}`, as templates that are filled in at deploy have it where a number or a flag will stand. */
const SUBSTITUTION = { type: 'string', pattern: '^\\$\\{[^}]+\\}$' };

/** An activity is done by whoever asks for its tasks: nobody's credentials are used. */
const ACTIVITY_WITHOUT_CREDENTIALS = {
  if: { properties: { Resource: { type: 'string', pattern: '^arn:[^:]*:states:[^:]*:[^:]*:activity:' } }, required: ['Resource'] },
  then: { not: { required: ['Credentials'] } },
};

const PATTERNS: { readonly [syntax: string]: string } = {
  path: '^\\$', resultPath: '^\\$', reference: '^\\$', variablePath: '^\\$', pathOrIntrinsic: '^(\\$|States\\.)',
};

/** The parts of an object that have fields of their own. */
type Parts = { readonly [field: string]: JsonValue };

class SchemaWriter {
  public readonly definitions: { [name: string]: JsonValue } = {};

  /** The states of a scope. */
  public states(machine: QueryLanguage): JsonObject {
    const state = this.define(`state of ${machine}`, () => this.state(machine));
    return { type: 'object', minProperties: 1, description: FIELD_DESCRIPTIONS.States, additionalProperties: state };
  }

  public object(spec: ObjectSpec, languages: Languages, parts: Parts = {}): JsonObject {
    const properties: { [name: string]: JsonValue } = {};
    for (const [name, field] of spec.fields) {
      if (field.language !== undefined && field.language !== languages.language) continue;
      const description = FIELD_DESCRIPTIONS[name];
      const schema = parts[name] as JsonObject | undefined ?? value(field, languages.language);
      properties[name] = { ...schema, ...(description !== undefined && { description }) };
    }
    const alternatives = spec.required.map((names) => names.filter((name) => typeof name === 'string' || name.language === languages.language)
      .map(nameOf).filter((name) => name in properties)).filter((names) => names.length > 0);
    const required = alternatives.filter((names) => names.length === 1).flat();
    const allOf: JsonValue[] = [
      ...alternatives.filter((names) => names.length > 1).map((names) => ({ anyOf: names.map((name) => ({ required: [name] })) })),
      ...spec.exclusive.flatMap((names) => pairs(names.filter((name) => name in properties)).map((pair) => ({ not: { required: pair } }))),
    ];
    return {
      type: 'object',
      properties,
      ...(required.length > 0 && { required }),
      ...(allOf.length > 0 && { allOf }),
      ...(!spec.open && { additionalProperties: false }),
    };
  }

  /** A state: what it may hold depends on its type and its query language. */
  private state(machine: QueryLanguage): JsonObject {
    const ofType = (language: QueryLanguage) => ({
      allOf: [...STATES].map(([type, spec]) => ({
        if: { properties: { Type: { const: type } }, required: ['Type'] },
        then: this.define(`${type} in ${language} of ${machine}`, () => this.object(spec, { machine, language }, this.parts({ machine, language }))),
      } as JsonObject)).concat(ACTIVITY_WITHOUT_CREDENTIALS),
    });
    return {
      type: 'object',
      required: ['Type'],
      properties: { Type: { enum: [...STATES.keys()], description: FIELD_DESCRIPTIONS.Type } },
      ...(machine === 'JSONata' ? ofType('JSONata') : {
        if: { properties: { QueryLanguage: { const: 'JSONata' } }, required: ['QueryLanguage'] },
        then: ofType('JSONata'),
        else: ofType('JSONPath'),
      }),
    };
  }

  private parts(languages: Languages): Parts {
    const { machine, language } = languages;
    const part = (spec: ObjectSpec, inner: Parts = {}) => this.define(`${spec.title} in ${language}`, () => this.object(spec, languages, inner));
    const scope = (spec: ObjectSpec) => this.define(`${spec.title} of ${machine}`, () => this.object(spec, { machine, language: machine }, {
      States: this.states(machine), ProcessorConfig: part(PROCESSOR_CONFIG),
    }));
    const list = (items: JsonValue, minItems = 0): JsonObject => ({ type: 'array', items, ...(minItems > 0 && { minItems }) });
    return {
      Retry: list(part(RETRIER)),
      Catch: list(part(CATCHER)),
      Credentials: part(CREDENTIALS),
      Choices: list(part(CHOICE_RULE, this.combinations(languages)), 1),
      Branches: list(scope(BRANCH), 1),
      ItemProcessor: scope(ITEM_PROCESSOR),
      Iterator: scope(ITERATOR),
      ItemReader: part(ITEM_READER, { ReaderConfig: part(READER_CONFIG) }),
      ItemBatcher: part(ITEM_BATCHER),
      ResultWriter: part(RESULT_WRITER, { WriterConfig: part(WRITER_CONFIG) }),
      ...(language === 'JSONata' && { QueryLanguage: { const: 'JSONata' } }),
    };
  }

  private combinations(languages: Languages): Parts {
    const nested: JsonObject = this.define(`${NESTED_CHOICE_RULE.title} in ${languages.language}`, () => (
      this.object(NESTED_CHOICE_RULE, languages, this.combinations(languages))));
    const rules = { type: 'array', minItems: 1, items: nested };
    return { And: rules, Or: rules, Not: nested };
  }

  /** A reference to a definition, which is made when it is first asked for: it may refer to itself. */
  private define(name: string, make: () => JsonObject): JsonObject {
    const key = name.replace(/ /g, '-');
    if (!(key in this.definitions)) {
      this.definitions[key] = {}; // taken: what it holds may refer to it
      this.definitions[key] = make();
    }
    return { allOf: [{ $ref: `#/definitions/${key}` }] };
  }
}

function value(field: FieldSpec, language: QueryLanguage): JsonObject {
  const { types, values, minimum, maximum, nonEmpty, elements, syntax } = field;
  if (types === undefined) return {};
  const plain: JsonObject = {
    type: types.length === 1 ? types[0] : types,
    ...(values && { enum: values }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(nonEmpty && (types[0] === 'array' ? { minItems: 1 } : { minLength: 1 })),
    ...(elements && { items: { type: elements } }),
    ...(syntax !== undefined && syntax in PATTERNS && language === 'JSONPath' && { pattern: PATTERNS[syntax] }),
  };
  const texts = [
    ...(field.expression && language === 'JSONata' && !(types.includes('string') && !values) ? [JSONATA_TEXT] : []),
    ...(types.includes('string') && !values ? [] : [SUBSTITUTION]),
  ];
  return texts.length === 0 ? plain : { anyOf: [plain, ...texts] };
}

const nameOf = (field: RequiredField): string => typeof field === 'string' ? field : field.name;

function pairs(names: readonly string[]): string[][] {
  return names.flatMap((name, index) => names.slice(index + 1).map((other) => [name, other]));
}
