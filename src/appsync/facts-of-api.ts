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
  let cachingBehavior: string | undefined;
  let hasCache = false;
  let certificateArn: string | undefined;
  const own = resourcesOf(resource);
  for (const each of own) {
    if (each instanceof appsync.CfnDataSource) {
      dataSources.set(each.name, each.type);
    } else if (each instanceof appsync.CfnApiCache) {
      hasCache = true;
      cachingBehavior = Token.isUnresolved(each.apiCachingBehavior) ? undefined : each.apiCachingBehavior;
    } else if (each instanceof appsync.CfnDomainNameApiAssociation) {
      certificateArn = certificateOf(each);
    }
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
        cachingKeys: keysOf(cachingConfig),
        constructPath: pathOf(each),
      });
    }
  }
  return { constructs, facts: { ...modes, resolvers, functions, hasCache, cachingBehavior, certificateArn, grants, constructPath: api.node.path } };
}

/** The resources of the app that are parts of an API: their `apiId` is the id of that. @internal */
export function resourcesOf(api: appsync.CfnGraphQLApi): CfnResource[] {
  const isPart = (each: IConstruct): each is CfnResource => (
    CfnResource.isCfnResource(each) && targetOf((each as { readonly apiId?: unknown }).apiId) === api);
  return api.node.root.node.findAll().filter(isPart);
}

/** What a text refers to. */
function targetOf(text: unknown): IConstruct | undefined {
  if (typeof text !== 'string' || !Token.isUnresolved(text)) return undefined;
  const token = Tokenization.reverseString(text).firstToken;
  return Reference.isReference(token) ? token.target : undefined;
}

/** The certificate of the domain name that an API is given, where it is one of this app. */
function certificateOf(association: appsync.CfnDomainNameApiAssociation): string | undefined {
  const { domainName } = association;
  const isIt = (each: IConstruct): each is appsync.CfnDomainName => (
    each instanceof appsync.CfnDomainName && (targetOf(domainName) === each || (!Token.isUnresolved(domainName) && each.domainName === domainName)));
  return association.node.root.node.findAll().find(isIt)?.certificateArn;
}

function keysOf(config: appsync.CfnResolver['cachingConfig']): readonly string[] | undefined {
  if (Token.isUnresolved(config)) return undefined;
  const { cachingKeys } = config as appsync.CfnResolver.CachingConfigProperty | undefined ?? {};
  return cachingKeys?.filter((key) => !Token.isUnresolved(key));
}

/** Code with values that are known at deploy only has no length yet. */
const lengthOf = (code: string | undefined) => (code === undefined || Token.isUnresolved(code) ? undefined : codeLength(code));
const known = (value: number | undefined) => (Token.isUnresolved(value) ? undefined : value);
