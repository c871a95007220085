import { CfnResource, Reference, Token, Tokenization } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { IConstruct } from 'constructs';
import type { ApiFacts, FunctionFacts, GrantFacts, ResolverFacts } from '../graphql/api-facts';
import type { ApiModes } from '../graphql/auth/auth-mode';
import { codeLength } from '../graphql/code-length';

/** What an API has in its app: what CDK's own constructs and resources add to it, too. @internal */
export interface ApiParts {
  readonly facts: ApiFacts;
  /** The constructs that findings can name. */
  readonly constructs: ReadonlyMap<string, IConstruct>;
}

/** @internal */
export function partsOf(api: IConstruct, resource: appsync.CfnGraphQLApi, modes: ApiModes, grants: readonly GrantFacts[]): ApiParts {
  const constructs = new Map<string, IConstruct>([[api.node.path, api]]);
  const dataSources = new Map<string, string>();
  const resolvers: ResolverFacts[] = [];
  const functions: FunctionFacts[] = [];
  let hasCache = false;
  const own = api.node.root.node.findAll().filter((each) => CfnResource.isCfnResource(each) && isOf(each, resource));
  for (const each of own) {
    if (each instanceof appsync.CfnDataSource) dataSources.set(each.name, each.type);
    else if (each instanceof appsync.CfnApiCache) hasCache = true;
  }
  const pathOf = (each: IConstruct): string => {
    const owner = each.node.id === 'Resource' ? each.node.scope! : each;
    constructs.set(owner.node.path, owner);
    return owner.node.path;
  };
  for (const each of own) {
    if (each instanceof appsync.CfnFunctionConfiguration) {
      const { name, code, maxBatchSize } = each;
      functions.push({ name, codeLength: lengthOf(code), maxBatchSize: known(maxBatchSize), constructPath: pathOf(each) });
    } else if (each instanceof appsync.CfnResolver && !Token.isUnresolved(each.typeName) && !Token.isUnresolved(each.fieldName)) {
      const { typeName, fieldName, kind, dataSourceName, pipelineConfig, code, maxBatchSize, cachingConfig } = each;
      const pipeline = Token.isUnresolved(pipelineConfig) ? undefined : pipelineConfig as appsync.CfnResolver.PipelineConfigProperty | undefined;
      resolvers.push({
        type: typeName,
        field: fieldName,
        kind: kind === 'PIPELINE' || kind === 'UNIT' ? kind : undefined,
        dataSourceType: dataSourceName === undefined ? undefined : dataSources.get(dataSourceName),
        functionCount: pipeline?.functions?.length,
        codeLength: lengthOf(code),
        maxBatchSize: known(maxBatchSize),
        isCached: cachingConfig !== undefined,
        constructPath: pathOf(each),
      });
    }
  }
  return { constructs, facts: { ...modes, resolvers, functions, hasCache, grants, constructPath: api.node.path } };
}

/** Whether a resource is a part of an API: its `apiId` is the id of that. */
function isOf(each: IConstruct, api: appsync.CfnGraphQLApi): boolean {
  const { apiId } = each as { readonly apiId?: unknown };
  if (typeof apiId !== 'string' || !Token.isUnresolved(apiId)) return false;
  const token = Tokenization.reverseString(apiId).firstToken;
  return Reference.isReference(token) && token.target === api;
}

/** Code with values that are known at deploy only has no length yet. */
const lengthOf = (code: string | undefined) => (code === undefined || Token.isUnresolved(code) ? undefined : codeLength(code));
const known = (value: number | undefined) => (Token.isUnresolved(value) ? undefined : value);
