import { resolve } from 'path';
import { AssetStaging, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { IConstruct } from 'constructs';
import { ApiLook, ownerOfPart } from './api-look';
import { checkedSchema } from './api-schema';
import type { CheckedSchema } from './checked-schema';
import type * as Check from '../api-resources/check-api';
import { isApi } from '../api-resources/declared-apis';
import { modesOf } from '../api-resources/facts';
import { JsonValue } from '../asl/json-value';
import { fromHere, readDefinitionText } from '../definitions/read-text';
import type { DeclaredResource } from '../definitions/template-scope';
import { StepwrightError } from '../errors';
import type { ApiModes } from '../graphql/auth/auth-mode';
import { ownersAround } from '../graphql/node-owners';
import type { SchemaText } from '../graphql/schema-source';
import type { ApiFinding } from '../validation/cdk/coverage';

/** What reads schemas and code, loaded with the first API. */
const check = () => require('../api-resources/check-api') as typeof Check;

/** Whether a construct is the resource of an API: a `CfnGraphQLApi`. @internal */
export function isApiResource(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && isApi({ type: construct.cfnResourceType });
}

/** An API that is no construct of ours: what its resources say of it. @internal */
export class PlainApi {
  public readonly owner: IConstruct;

  /** @param look what is known of the app */
  public constructor(public readonly resource: CfnResource, private readonly look: ApiLook) {
    this.owner = ownerOfPart(resource);
  }

  /** What is wrong with it. */
  public found(): ApiFinding[] {
    return check().checkApi(this.look.of(this.resource), this.readAt).findings.map(({ finding, resource }) => ({
      finding: { ...finding, statesAround: ownersAround(finding.pointer) },
      constructs: [...new Set([this.look.resourceOf(resource), this.resource])],
    }));
  }

  /** Its schema, where that is known. */
  public get schema(): CheckedSchema | undefined {
    const text = check().schemaOf(this.look.of(this.resource), this.readAt);
    return text && new (checkedSchema().CheckedSchema)([text]);
  }

  /** Its modes, where they are known. */
  public get modes(): ApiModes | undefined {
    return modesOf(this.look.of(this.resource));
  }

  /** The file of this app that is uploaded to a place. */
  private readonly readAt = (location: JsonValue, declaration: DeclaredResource): SchemaText | undefined => {
    const stack = Stack.of(this.look.resourceOf(declaration));
    const wanted = JSON.stringify(location);
    const isIt = (each: IConstruct): each is Asset => each instanceof Asset && JSON.stringify(stack.resolve(each.s3ObjectUrl)) === wanted;
    const asset = stack.node.findAll().find(isIt);
    if (!asset?.isFile) return undefined;
    try {
      const { sourcePath } = asset.node.findChild('Stage') as AssetStaging;
      return { text: readDefinitionText(resolve(Stage.of(asset)?.outdir ?? '.', asset.assetPath), 'Asset'), file: fromHere(resolve(sourcePath)) };
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      return undefined;
    }
  };
}
