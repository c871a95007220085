import { FindingSeverity } from '../../validation/finding';
import { cut, either } from '../../validation/wording';
import { MODE_OF_DIRECTIVE } from '../auth/auth-mode';
import { withDirective } from '../edits';
import { appSyncDirectives } from '../prelude';
import { directivesIn } from '../schema-model';
import { defineSchemaRule } from '../schema-rule';
import { AMPLIFY_DIRECTIVES } from './amplify-directive';

const PLACES: { readonly [location: string]: string } = {
  OBJECT: 'a type of objects', INTERFACE: 'an interface', UNION: 'a union', ENUM: 'an enum', INPUT_OBJECT: 'an input type', SCALAR: 'a scalar', SCHEMA: 'the schema',
  FIELD_DEFINITION: 'a field', INPUT_FIELD_DEFINITION: 'a field of an input type', ARGUMENT_DEFINITION: 'an argument', ENUM_VALUE: 'a value of an enum',
};

/** Where nobody is kept out by anything: people put directives there to let callers in, and AppSync takes them. */
const IDLE_PLACES: ReadonlySet<string> = new Set(['INPUT_OBJECT', 'INPUT_FIELD_DEFINITION', 'ARGUMENT_DEFINITION', 'ENUM', 'ENUM_VALUE', 'SCALAR']);

/**
 * A schema has directives of AppSync, at the places that they are for, and no other.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export const customDirective = defineSchemaRule({
  id: 'GQL304',
  name: 'custom-directive',
  severity: FindingSeverity.ERROR,
  refusedByAws: false,
  evidence: 'unverified',
  perMessage: {
    defined: { refusedByAws: true, evidence: 'documented', fix: 'Remove the definition. For an editor or a linter, keep it in a file that is not deployed.' },
    idle: { severity: FindingSeverity.WARNING, fix: 'Remove it. Who may ask for a field decides over its arguments, too.' },
    misplaced: { fix: 'Move it to a place that it is for. At an interface or a union, say it at each of the types instead.' },
  },
  summary: 'A schema has directives of AppSync, at the places that they are for, and no other.',
  why: 'AppSync has no custom directives: it does not take their definition ("Directive definitions are not supported."), and nothing would carry them out. One that is misspelt lets in others than was meant.',
  fix: 'Correct the name, or remove the directive.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
  seenAt: ['https://github.com/awslabs/graphql-schema-utilities/issues/25', 'https://github.com/aws-amplify/amplify-category-api/issues/2281'],
  messages: {
    unknown: (name: string, hint: string) => `"@${name}" is no directive of AppSync.${hint}`,
    defined: (name: string) => `Directive "@${name}" is defined, but AppSync takes no definitions of directives.`,
    idle: (name: string, place: string) => `"@${name}" stands at ${place}, where it does nothing: AppSync asks who may at the fields of objects only.`,
    misplaced: (name: string, place: string, places: string) => `"@${name}" stands at ${place}. It is for ${places}.`,
  },
  examples: {
    good: [{ schema: 'type Order @aws_iam {\n  id: ID @aws_api_key @deprecated(reason: "Use number.")\n  number: ID\n}\n\ntype Query {\n  order: Order @renamed(to: "purchase")\n}' }],
    bad: [
      {
        schema: 'type Query {\n  shop: String @aws_cognito_user_pool(cognito_groups: ["admins"])\n  till: String @cached(seconds: 5)\n}',
        findings: [
          { at: '2:16', says: '"@aws_cognito_user_pool" is no directive of AppSync. Did you mean "@aws_cognito_user_pools"?' },
          { at: '3:16', says: '"@cached" is no directive of AppSync.' },
        ],
        fixed: 'type Query {\n  shop: String @aws_cognito_user_pools(cognito_groups: ["admins"])\n  till: String @cached(seconds: 5)\n}',
      },
      {
        title: 'A definition, of one that AppSync has too',
        schema: 'directive @cached(seconds: Int) on FIELD_DEFINITION\ndirective @aws_iam on OBJECT | FIELD_DEFINITION\n\ntype Query {\n  shop: String @cached(seconds: 5) @aws_iam\n}',
        findings: [
          { at: '1:12', says: 'Directive "@cached" is defined, but AppSync takes no definitions of directives.' },
          { at: '2:12', says: 'Directive "@aws_iam" is defined, but AppSync takes no definitions of directives.' },
        ],
      },
      {
        schema: 'interface Product @aws_iam {\n  id: ID\n}\n\ntype Book implements Product @aws_iam {\n  id: ID\n}\n\ntype Query {\n  product(id: ID @aws_iam): Product\n}',
        findings: [
          { at: '1:19', says: '"@aws_iam" stands at an interface. It is for a type of objects or a field.' },
          { at: '10:18', says: '"@aws_iam" stands at an argument, where it does nothing: AppSync asks who may at the fields of objects only.' },
        ],
      },
      {
        title: '"@aws_auth" at a type is not looked at',
        schema: 'type Query @aws_auth(cognito_groups: ["admins"]) {\n  shop: String\n}\n\nenum Size @aws_cognito_user_pools {\n  SMALL\n}\n\ninput Filter @aws_iam {\n  size: Size @aws_iam\n}',
        findings: [
          { at: '1:12', says: '"@aws_auth" stands at a type of objects. It is for a field.' },
          { at: '5:11', says: '"@aws_cognito_user_pools" stands at an enum, where it does nothing: AppSync asks who may at the fields of objects only.' },
          { at: '9:14', says: '"@aws_iam" stands at an input type, where it does nothing: AppSync asks who may at the fields of objects only.' },
          { at: '10:14', says: '"@aws_iam" stands at a field of an input type, where it does nothing: AppSync asks who may at the fields of objects only.' },
        ],
      },
    ],
  },
  check: ({ report, schema, didYouMean, onlyNearName }) => ({
    schema() {
      const known = appSyncDirectives();
      const defined = new Set(schema.directiveDefinitions.map(({ name }) => name.value));
      for (const { name } of schema.directiveDefinitions) report('defined', name, [cut(name.value, 60)]);
      for (const { directive, location } of directivesIn(schema.definitions)) {
        const name = directive.name.value;
        const places = known.get(name);
        if (places) {
          if (places.has(location)) continue;
          if (IDLE_PLACES.has(location) && MODE_OF_DIRECTIVE.has(name)) report('idle', directive, [name, PLACES[location]]);
          else report('misplaced', directive, [name, PLACES[location], either([...places].map((place) => PLACES[place])).replaceAll('"', '')]);
        } else if (!defined.has(name) && !AMPLIFY_DIRECTIVES.has(name)) {
          const hint = didYouMean(name, known.keys()).replace('"', '"@');
          report('unknown', directive, [cut(name, 60), hint], { edits: withDirective(directive, onlyNearName(name, known.keys())) });
        }
      }
    },
  }),
});
