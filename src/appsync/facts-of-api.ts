import { CfnResource } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import { IConstruct } from 'constructs';
import { ApiLook, ownerOfPart, targetOf } from './api-look';
import { factsOf } from '../api-resources/facts';
import type { ApiFacts, GrantFacts } from '../graphql/api-facts';
import type { ApiModes } from '../graphql/auth/auth-mode';

/** What an API has in its app: what CDK's own constructs and resources add to it, too. @internal */
export interface ApiParts {
  readonly facts: ApiFacts;
  /** The constructs that findings can name. */
  readonly constructs: ReadonlyMap<string, IConstruct>;
}

/** @internal */
export function partsOf(api: IConstruct, resource: appsync.CfnGraphQLApi, modes: ApiModes, grants: readonly GrantFacts[]): ApiParts {
  const constructs = new Map<string, IConstruct>([[api.node.path, api]]);
  const look = new ApiLook(resource);
  const facts = factsOf(look.of(resource), (part) => {
    const owner = ownerOfPart(look.resourceOf(part));
    constructs.set(owner.node.path, owner);
    return owner.node.path;
  });
  return { constructs, facts: { ...modes, ...facts, grants, constructPath: api.node.path } };
}

/** The resources of the app that are parts of an API: their `apiId` is the id of that. @internal */
export function resourcesOf(api: appsync.CfnGraphQLApi): CfnResource[] {
  const isPart = (each: IConstruct): each is CfnResource => (
    CfnResource.isCfnResource(each) && targetOf((each as { readonly apiId?: unknown }).apiId) === api);
  return api.node.root.node.findAll().filter(isPart);
}
