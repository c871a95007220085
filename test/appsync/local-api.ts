import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildASTSchema, execute, ExecutionResult, GraphQLError, GraphQLSchema, parse, validate } from 'graphql';
import { BusEvent } from '../../src';
import { CodeRunner } from '../../src/appsync-js/runner/code-runner';
import { DataSource, ResolverOutcome, runResolver } from '../../src/appsync-js/runner/run-resolver';
import { prelude } from '../../src/graphql/prelude';
import { runOptions } from '../appsync-js/runner/run-options';

/** Who asks, as resolvers see it. */
export interface Caller {
  readonly identity?: object;
}

/** The API of a template, with the resolvers of it: graphql-js reads the request, and the runner runs the code. */
export class LocalApi {
  /** The schema that AppSync gets. */
  public readonly definition: string;
  public readonly schema: GraphQLSchema;
  private readonly template: any;

  /** @param dataSources what answers, by the name of the data source; the others are of type NONE */
  constructor(stack: Stack, private readonly dataSources: { readonly [name: string]: DataSource } = {}) {
    this.template = Template.fromStack(stack).toJSON();
    this.definition = this.resources('AWS::AppSync::GraphQLSchema')[0].Definition;
    this.schema = buildASTSchema({ ...prelude(), definitions: [...prelude().definitions, ...parse(this.definition).definitions] });
  }

  /** What a request gives. One that is not valid is an error of the test. */
  public ask(operation: string, variables: object = {}, { identity }: Caller = {}): ExecutionResult {
    const document = parse(operation);
    const problems = validate(this.schema, document);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return plain(execute({
      schema: this.schema,
      document,
      variableValues: variables as { [name: string]: unknown },
      fieldResolver: (source, given, _context, { parentType, fieldName }) => {
        const outcome = this.run(parentType.name, fieldName, given, identity);
        if (!outcome) return source?.[fieldName];
        if (outcome.errors.length > 0) throw new GraphQLError(outcome.errors[0].message, { extensions: { errorType: outcome.errors[0].errorType } });
        return outcome.data;
      },
    }) as ExecutionResult);
  }

  /** Asks for what the rules of the template make of an event: one mutation for each rule that it matches. */
  public deliver({ source, detailType, detail, eventId, time }: BusEvent): ExecutionResult[] {
    const event: any = { 'version': '0', 'id': eventId, source, time, 'detail-type': detailType, detail };
    const matched = this.resources('AWS::Events::Rule')
      .filter(({ EventPattern }) => Object.entries<string[]>(EventPattern).every(([name, values]) => values.includes(event[name])));
    return matched.flatMap(({ Targets }) => Targets).map(({ AppSyncParameters, InputTransformer: { InputPathsMap, InputTemplate } }) => {
      const valueOf = (path: string) => path.split('.').slice(1).reduce((value, name) => value[name], event);
      const variables = JSON.parse(InputTemplate.replace(/<([\w-]+)>/g, (_: string, name: string) => JSON.stringify(valueOf(InputPathsMap[name]))));
      return this.ask(AppSyncParameters.GraphQLOperation, variables);
    });
  }

  /**
   * Subscribes: gives a filter for messages, as they are published. Without a resolver that sets one, each argument has to be what the message has.
   *
   * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html
   */
  public subscribe(field: string, given: { readonly [name: string]: unknown }, { identity }: Caller = {}): (message: any) => boolean {
    const outcome = this.run('Subscription', field, given, identity);
    if (outcome && outcome.errors.length > 0) throw new Error(`${outcome.errors[0].errorType}: ${outcome.errors[0].message}`);
    const set = outcome?.extensions.find(({ name }) => name === 'setSubscriptionFilter')?.given[0] as any;
    if (!set) return (message) => Object.entries(given).every(([name, value]) => message[name] === value);
    return (message) => set.filterGroup.some(({ filters }: any) => filters.every(({ fieldName, operator, value }: any) => {
      if (operator !== 'eq') throw new Error(`The operator is ${operator}`);
      return message[fieldName] === value;
    }));
  }

  private run(type: string, field: string, given: object, identity?: object): ResolverOutcome | undefined {
    const resolver = this.resources('AWS::AppSync::Resolver').find(({ TypeName, FieldName }) => TypeName === type && FieldName === field);
    if (!resolver) return undefined;
    const code = new CodeRunner(textOf(resolver.Code), `The resolver of "${type}.${field}"`);
    const context = { arguments: { ...given }, identity: identity ?? null, info: { parentTypeName: type, fieldName: field } };
    return runResolver({ code, dataSource: this.dataSources[resolver.DataSourceName] }, context, runOptions());
  }

  private resources(type: string): any[] {
    return Object.values<any>(this.template.Resources).filter((each) => each.Type === type).map(({ Properties }) => Properties);
  }
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A text of a template, where references stand as their names. */
export function textOf(value: any): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = value['Fn::Join'] ?? ['', Object.values(value).flat()];
  return parts.map(textOf).join(separator);
}
