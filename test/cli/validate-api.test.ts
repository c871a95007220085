import { join } from 'node:path';
import { App, CfnOutput, NestedStack, Stack } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { command, testFolder } from './command';
import { ApiAuth, ApiSchema, AppSyncApi, GraphqlValidation, JsResolver } from '../../src';

const { folder, write } = testFolder();
const validate = (...args: string[]) => command(['validate', ...args]);
const found = (...args: string[]) => (
  (JSON.parse(validate('--format', 'json', ...args).output) as { findings: { [member: string]: unknown }[] }).findings);
const idsOf = (...args: string[]) => found(...args).map(({ id, resource }) => `${id} ${resource}`);

const TEMPLATE = `Resources:
  Api:
    Type: AWS::AppSync::GraphQLApi
    Properties:
      Name: shop
      AuthenticationType: AMAZON_COGNITO_USER_POOLS
      UserPoolConfig: { UserPoolId: !Ref Pool, AwsRegion: !Ref AWS::Region, DefaultAction: ALLOW }
      AdditionalAuthenticationProviders:
        - AuthenticationType: AWS_IAM
  Pool:
    Type: AWS::Cognito::UserPool
  Schema:
    Type: AWS::AppSync::GraphQLSchema
    Properties:
      ApiId: !GetAtt Api.ApiId
      Definition: |
        type Query {
          order(id: ID!): Order @aws_iam
          total: Int
        }

        type Order {
          id: ID
        }
  Source:
    Type: AWS::AppSync::DataSource
    Properties: { ApiId: !GetAtt Api.ApiId, Name: nothing, Type: NONE }
  Order:
    Type: AWS::AppSync::Resolver
    Properties:
      ApiId: !GetAtt Api.ApiId
      TypeName: Query
      FieldName: oder
      DataSourceName: !GetAtt Source.Name
      Runtime: { Name: APPSYNC_JS, RuntimeVersion: 1.0.0 }
      Code: |
        export function request(ctx) {
          return { payload: \`\${ctx.args.id}\` };
        }
        export async function response(ctx) {
          return ctx.result;
        }
`;

const without = (from: string, to = '') => TEMPLATE.replace(from, () => to);

test('a template is checked with the lines of the template', () => {
  const file = write('shop.yaml', TEMPLATE);
  const { exitCode, output, errors } = validate(file);
  expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
  expect(output).toContain(`${file}:17:14  error  GQL401  Order: There is a resolver for "Query.oder", but "Query" has no such field. Did you mean "order"?
   17 |         type Query {
      |              ^
  at   Query
  fix  Correct the name, or remove one of the resolvers.
`);
  expect(output).toContain(`${file}:18:11  error  GQL402  Api: "Query.order" has no resolver: it is always null.\n   18 |           order(id: ID!): Order @aws_iam\n      |           ^\n  at   Query.order\n`);
  expect(output).toContain(`${file}:22:14  error  GQL101  Api: Type "Order" has no field for callers with IAM`);
  expect(output).toContain(`${file}:40:16  error  GQL506  Order: An async function cannot be used in the APPSYNC_JS runtime: everything there is synchronous.\n   40 |         export async function response(ctx) {\n`);
  expect(output).toMatch(/\n5 errors in 1 schema and 1 resolver\.\n$/);
});

test('a good one has no findings', () => {
  const good = without('oder', 'order').replace('  total: Int\n', '').replace('type Order {', 'type Order @aws_iam {').replace('async ', '');
  expect(validate(write('good.yaml', good))).toEqual({ exitCode: 0, output: 'No findings in 1 schema and 1 resolver.\n', errors: '' });
});

test('JSON, where the schema is a text in one line', () => {
  const file = write('shop.json', {
    Resources: {
      Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'shop', AuthenticationType: 'API_KEY' } },
      Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Definition: 'type Query {\n  order: String\n}' } },
    },
  });
  expect(validate(file).output).toContain(`${file}:19:23  error  GQL402  Api: "Query.order" has no resolver: it is always null.\n      |   order: String\n      |   ^\n  at   Query.order\n`);
  expect(found(file)).toEqual([expect.objectContaining({ file, line: 19, resource: 'Api', id: 'GQL402', pointer: 'Query.order' })]);
});

test.each<[string, string, string[]]>([
  ['a default mode that is a parameter', without('AMAZON_COGNITO_USER_POOLS', '!Ref Mode'), ['GQL401 Order', 'GQL402 Api', 'GQL402 Api', 'GQL506 Order']],
  ['an additional one that depends on a condition', without('AuthenticationType: AWS_IAM', 'AuthenticationType: !If [A, AWS_IAM, API_KEY]'), ['GQL401 Order', 'GQL402 Api', 'GQL402 Api', 'GQL506 Order']],
  ['a schema that is put together', without('Definition: |', 'Definition: !Sub |').replace('type Order {', '${Name}\n        type Order {'), ['NotChecked Api', 'GQL506 Order']],
  ['a schema in a bucket', TEMPLATE.replace(/Definition: \|\n(?: {8}.*\n|\n)+/, 'DefinitionS3Location: s3://bucket/schema.graphql\n'), ['NotChecked Api', 'GQL506 Order']],
  ['the field of a resolver', without('FieldName: oder', 'FieldName: !Ref Field'), ['GQL101 Api', 'GQL506 Order']],
  ['code that is put together', without('Code: |', 'Code: !Sub |').replace('ctx.args.id', 'Table'), ['GQL401 Order', 'GQL402 Api', 'GQL402 Api', 'GQL101 Api']],
  ['another runtime', without('APPSYNC_JS', '!Ref Runtime'), ['GQL401 Order', 'GQL402 Api', 'GQL402 Api', 'GQL101 Api']],
  ['what uses the id that the template gives away', `${TEMPLATE}Outputs:\n  Id:\n    Value: !GetAtt Api.ApiId\n`, ['GQL401 Order', 'GQL101 Api', 'GQL506 Order']],
  ['what a nested stack adds', `${TEMPLATE}  Resolvers:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://example.com/resolvers.yaml\n      Parameters: { ApiId: !GetAtt Api.ApiId }\n`, ['NotChecked undefined', 'GQL401 Order', 'GQL101 Api', 'GQL506 Order']],
  ['an API that merges others', without('Name: shop', 'Name: shop\n      ApiType: MERGED'), []],
])('of what is not known nothing is said: %s', (name, template, expected) => (
  expect(idsOf(write(`${name.replaceAll(' ', '-')}.yaml`, template)).sort()).toEqual([...expected].sort())));

describe('the short form of SAM', () => {
  const SAM = `Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      Auth:
        Type: AMAZON_COGNITO_USER_POOLS
        UserPool: { UserPoolId: x, DefaultAction: ALLOW }
        Additional:
          - Type: AWS_IAM
      SchemaInline: |
        type Query {
          order: Order @aws_iam
          total: Int @aws_lambda
        }
        type Order {
          id: ID
        }
      DataSources:
        DynamoDb:
          Orders: { TableName: x, TableArn: y }
      Functions:
        load:
          Runtime: { Name: APPSYNC_JS, Version: 1.0.0 }
          DataSource: Orders
          InlineCode: |
            export async function request() { return {}; }
            export function response(ctx) { return ctx.result; }
      Resolvers:
        Query:
          order:
            Runtime: { Name: APPSYNC_JS, Version: 1.0.0 }
            Pipeline: [load]
          sum:
            FieldName: totl
            Runtime: { Name: APPSYNC_JS, Version: 1.0.0 }
            Pipeline: [load]
            Caching: { Ttl: 60 }
`;
  const at = (template: string) => found(write('sam.yaml', template)).map(({ id, line, pointer, resource }) => `${id} ${resource} ${line} ${pointer}`);

  test('is checked as what SAM makes of it', () => {
    expect(at(SAM)).toEqual([
      'GQL405 Shop 12 ', 'GQL401 Shop 12 Query', 'GQL402 Shop 14 Query.total', 'GQL104 Shop 14 Query.total', 'GQL101 Shop 16 Order', 'GQL506 Shop 27 ',
    ]);
  });

  test('with a cache, and resolvers that are resources of their own', () => {
    const mended = SAM.replace('FieldName: totl', 'FieldName: total').replace(' @aws_lambda', '').replace('type Order {', 'type Order @aws_iam {').replace('async ', '')
      .replace('      DataSources:', '      Cache: { ApiCachingBehavior: PER_RESOLVER_CACHING, Ttl: 60, Type: SMALL }\n      DataSources:').replace('total: Int', 'total: Int\n          tax: Int');
    expect(at(mended)).toEqual(['GQL402 Shop 15 Query.tax']);
    expect(at(`${mended}  Tax:\n    Type: AWS::AppSync::Resolver\n    Properties: { ApiId: !GetAtt Shop.ApiId, TypeName: Query, FieldName: tax }\n`)).toEqual([]);
  });

  test('with the certificate of its domain name', () => {
    const domain = '      DomainName: { DomainName: api.example.com, CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" }\n      DataSources:';
    expect(at(SAM.replace('      DataSources:', domain)).filter((each) => each.startsWith('GQL406'))).toHaveLength(1);
  });

  test.each(['Auth', 'SchemaInline', 'SchemaUri', 'Cache', 'DomainName', 'Resolvers', 'Functions'])('does no harm where %s is none', (name) => {
    for (const value of [null, 3, [], [null], { Query: 3, Additional: [3] }, { Query: { a: null, b: [] } }, { Ref: 'Nope' }]) {
      const file = write('sam.json', { Resources: { Api: { Type: 'AWS::Serverless::GraphQLApi', Properties: { SchemaInline: 'type Query { a: Int }', [name]: value } } } });
      expect([0, 1]).toContain(validate(file).exitCode);
    }
  });
});

test('resolvers for one field under two conditions are not two', () => {
  const resolver = TEMPLATE.slice(TEMPLATE.indexOf('  Order:\n    Type: AWS::AppSync::Resolver')).replace('oder', 'order');
  const both = ['A', 'B'].map((id) => resolver.replace('  Order:', `  Order${id}:\n    Condition: ${id}`)).join('');
  expect(idsOf(write('conditions.yaml', TEMPLATE.slice(0, TEMPLATE.indexOf('  Order:\n    Type: AWS::AppSync::Resolver')) + both)))
    .toEqual(['GQL402 Api', 'GQL101 Api', 'GQL506 OrderA', 'GQL506 OrderB']);
});

test('files that the template points to are checked, and named', () => {
  const schema = write('src/schema.graphql', 'type Query {\n  order: String\n}\n');
  const code = write('src/order.js', 'export async function request() { return {}; }\nexport function response(ctx) { return ctx.result; }\n');
  const file = write('files.yaml', TEMPLATE.replace(/Definition: \|\n(?: {8}.*\n|\n)+/, 'DefinitionS3Location: ./src/schema.graphql\n').replace(/Code: \|\n(?: {8}.*\n)+/, 'CodeS3Location: src/order.js\n'));
  expect(found(file).map(({ id, file: at, line }) => `${id} ${at}:${line}`)).toEqual([`GQL401 ${schema}:1`, `GQL402 ${schema}:2`, `GQL506 ${code}:1`]);
});

test('a comment acknowledges, and so does --ignore', () => {
  const file = write('comments.yaml', without('total: Int', 'total: Int # [ack GQL402: another team adds it]'));
  expect(validate('--ignore', 'GQL506', file).output).toMatch(/\n3 errors in 1 schema and 1 resolver\. 2 findings left out as acknowledged\.\n$/);
});

test('formats have the resource and the rules', () => {
  const file = write('formats.yaml', TEMPLATE);
  const { runs: [{ tool, results }] } = JSON.parse(validate('--format', 'sarif', file).output);
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(['GQL401', 'GQL506']));
  expect(results[0].locations[0].logicalLocations).toEqual([{ name: 'Order', fullyQualifiedName: 'Order/Query' }]);
  expect(validate('--format', 'github', file).output).toContain('title=GQL401 in Order');
});

test('a template with an API needs no state machine, and others do', () => {
  expect(validate(write('only.yaml', TEMPLATE)).errors).toBe('');
  expect(command(['run', write('only.yaml', TEMPLATE)]).errors).toContain('has no state machine');
  expect(validate(write('none.yaml', 'Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n')).exitCode).toBe(2);
});

describe('what is no property of its kind does no harm', () => {
  const resources: { readonly [id: string]: { readonly Type: string; readonly Properties: { readonly [name: string]: unknown } } } = {
    Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { ApiType: 'GRAPHQL', AuthenticationType: 'AMAZON_COGNITO_USER_POOLS', UserPoolConfig: { DefaultAction: 'DENY' }, AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] } },
    Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Definition: 'type Query { a: [Int] }' } },
    Bucket: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, DefinitionS3Location: 's3://a/b' } },
    Source: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Name: 'x', Type: 'AWS_LAMBDA' } },
    Cache: { Type: 'AWS::AppSync::ApiCache', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, ApiCachingBehavior: 'PER_RESOLVER_CACHING' } },
    Domain: { Type: 'AWS::AppSync::DomainName', Properties: { DomainName: 'a.example.com', CertificateArn: 'arn:aws:acm:eu-west-1:1:certificate/1' } },
    Association: { Type: 'AWS::AppSync::DomainNameApiAssociation', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, DomainName: { Ref: 'Domain' } } },
    Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Id: { 'Fn::GetAtt': ['Api', 'ApiId'] } } } },
    Field: {
      Type: 'AWS::AppSync::Resolver',
      Properties: {
        ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, TypeName: 'Query', FieldName: 'a', Kind: 'UNIT', DataSourceName: 'x', MaxBatchSize: 5, Code: 'x', CodeS3Location: 's3://a/b',
        Runtime: { Name: 'APPSYNC_JS' }, PipelineConfig: { Functions: [] }, CachingConfig: { CachingKeys: ['x'] },
      },
    },
  };
  const places = Object.entries(resources).flatMap(([id, { Properties }]) => ['Properties', ...Object.keys(Properties)].map((name) => [id, name] as const));

  test.each(places)('%s %s', (id, name) => {
    for (const value of [null, 3, '', [], [null], {}, { Name: null, Functions: 3, CachingKeys: [{}], DefaultAction: [] }, { Ref: 'Nope' }, { Ref: 'Api' }, { 'Fn::GetAtt': 3 }, { 'Fn::Sub': [{}] }]) {
      const changed = name === 'Properties' ? { ...resources[id], Properties: value } : { ...resources[id], Properties: { ...resources[id].Properties, [name]: value } };
      expect([0, 1]).toContain(validate(write('bad.json', { Resources: { ...resources, [id]: changed } })).exitCode);
    }
  });
});

describe('a folder of cdk synth', () => {
  const CODE = appsync.Code.fromInline('export const request = () => ({});\nexport const response = (ctx) => ctx.result;');
  const BAD = 'export async function request() { return {}; }\nexport function response(ctx) { return ctx.result; }\n';
  const JS = appsync.FunctionRuntime.JS_1_0_0;
  let count = 0;

  function synth(make: (stack: Stack) => void): string {
    const outdir = join(folder, `cdk.out.${count++}`);
    const app = new App({ outdir });
    make(new Stack(app, 'Shop'));
    app.synth();
    return outdir;
  }

  function graphqlApi(stack: Stack, schema: string): appsync.GraphqlApi {
    return new appsync.GraphqlApi(stack, 'Api', { name: 'Api', definition: appsync.Definition.fromFile(write(`${count}.graphql`, schema)) });
  }
  const resolve = (api: appsync.GraphqlApi, fieldName: string, code: appsync.Code = CODE) => (
    api.addNoneDataSource(`None${fieldName}`).createResolver(fieldName, { typeName: 'Query', fieldName, code, runtime: JS }));

  test('names the construct of the API, and of a resolver', () => {
    const outdir = synth((stack) => {
      const api = graphqlApi(stack, 'type Query {\n  order: String\n}\n');
      resolve(api, 'oder');
      resolve(api, 'order', appsync.Code.fromAsset(write('bad.js', BAD)));
    });
    expect(found(outdir).map(({ id, constructPath, file }) => [id, constructPath, String(file).replace(/^.*\//, '').replace(/^asset\..*/, 'asset')])).toEqual([
      ['GQL401', 'Shop/Api/oder', 'Shop.template.json'],
      ['GQL506', 'Shop/Api/order', 'asset'],
    ]);
  });

  test('what the app acknowledged is left out', () => {
    const outdir = synth((stack) => {
      const api = graphqlApi(stack, 'type Query {\n  order: String\n  total: Int\n  tax: Int\n}\n');
      GraphqlValidation.of(stack.node.root);
      GraphqlValidation.acknowledge(api, { id: 'GQL402', coordinate: 'Query.order', reason: 'A test' });
      GraphqlValidation.acknowledge(stack.node.root, { id: 'GQL402', coordinate: 'Query.total', reason: 'A test' });
      resolve(api, 'tax', JsResolver.fromText(BAD, { acknowledge: ['GQL506'] }));
      GraphqlValidation.acknowledge(resolve(api, 'taxes'), { id: 'GQL401', reason: 'A test' });
      new appsync.CfnResolver(stack, 'Beside', { apiId: api.apiId, typeName: 'Shop', fieldName: 'name' });
      GraphqlValidation.acknowledge(api, { id: 'GQL401', reason: 'Held by the API, not by the resolver' });
    });
    expect(validate(outdir)).toEqual({ exitCode: 0, output: 'No findings in 1 schema and 2 resolvers. 5 findings left out as acknowledged.\n', errors: '' });
  });

  test('resolvers in other stacks and nested ones are those of the API', () => {
    const outdir = synth((stack) => {
      const api = graphqlApi(stack, 'type Query {\n  order: String\n  total: Int\n  tax: Int\n}\n');
      const add = (scope: Stack, fieldName: string) => new appsync.CfnResolver(scope, fieldName, { apiId: api.apiId, typeName: 'Query', fieldName });
      add(new Stack(stack.node.root as App, 'Other'), 'order');
      add(new NestedStack(stack, 'Nested'), 'total');
      new CfnOutput(stack, 'Id', { value: api.apiId });
    });
    expect(found(outdir).map(({ id, pointer }) => `${id} ${pointer}`)).toEqual(['GQL402 Query.tax']);
  });

  test('an AppSyncApi has no findings that it does not have at synth', () => {
    const outdir = synth((stack) => {
      const api = new AppSyncApi(stack, 'Api', { schema: ApiSchema.fromText('type Query {\n  order: String\n}\n\nextend type Query {\n  total: Int\n}\n'), auth: ApiAuth.iam() });
      const dataSource = api.addNoneDataSource('None');
      api.addResolver('Query.order', { dataSource, code: JsResolver.fromText('export const request = () => ({});\nexport const response = (ctx) => ctx.result;') });
      api.addResolver('Query.total', { dataSource, code: JsResolver.fromText(BAD, { acknowledge: ['GQL506'] }) });
    });
    expect(validate(outdir).output).toBe('No findings in 1 schema and 2 resolvers. 1 finding left out as acknowledged.\n');
  });
});
