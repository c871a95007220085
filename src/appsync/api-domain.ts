import { Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { addRecords, ApiDomainOptions, checkDomain } from './domain-names';
import { IAppSyncApi } from './i-app-sync-api';
import { misuse } from '../misuse';

/** What an ApiDomain is made of. */
export interface ApiDomainProps extends ApiDomainOptions {
  /** The API that answers. */
  readonly api: IAppSyncApi;
  /**
   * What the name is for.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * A name of your own for an API: AppSync's custom domain name, for requests and for subscriptions.
 *
 * It is the way to have both under one name. AppSync keeps a CloudFront distribution of its own for it, which takes TLS 1.2 and 1.3 and has no
 * settings; for those there is `ApiDistribution`, which carries no subscriptions. The address that AppSync gives the API stays.
 *
 * @example
 * declare const api: AppSyncApi;
 * declare const certificate: acm.ICertificate;
 * declare const hostedZone: route53.IHostedZone;
 *
 * const domain = new ApiDomain(this, 'Domain', { api, domainName: 'api.example.com', certificate, hostedZone });
 * domain.realtimeUrl; // wss://api.example.com/graphql/realtime
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/custom-domain-name.html
 */
export class ApiDomain extends Construct {
  /** The domain name. */
  public readonly resource: appsync.CfnDomainName;
  /** What ties it to the API. */
  public readonly association: appsync.CfnDomainNameApiAssociation;
  /** The record in the hosted zone; none where no zone is given. */
  public readonly record?: route53.RecordSet;
  /** What a record of the name has to point at. */
  public readonly targetDomainName: string;
  /** The address that clients send requests to. */
  public readonly graphqlUrl: string;
  /** The address that clients subscribe at. */
  public readonly realtimeUrl: string;

  /**
   * Makes the name and ties it to the API.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: ApiDomainProps) {
    super(scope, id);
    const { api, domainName, certificate, description } = props;
    checkDomain(this, props);
    checkApi(this, props);
    this.resource = new appsync.CfnDomainName(this, 'Resource', { domainName, certificateArn: certificate.certificateArn, description });
    this.association = new appsync.CfnDomainNameApiAssociation(this, 'Association', { apiId: api.apiId, domainName: this.resource.attrDomainName });
    this.targetDomainName = this.resource.attrAppSyncDomainName;
    [this.record] = addRecords(this, props, this.targetDomainName, this.resource.attrHostedZoneId, false);
    this.graphqlUrl = `https://${domainName}/graphql`;
    this.realtimeUrl = `wss://${domainName}/graphql/realtime`;
  }
}

/**
 * What AppSync and its resource in CloudFormation do not take, and CloudFront does.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_AssociateApi.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-appsync-domainname.html
 */
function checkApi(scope: Construct, { api, domainName }: ApiDomainProps): void {
  if (api.graphqlApi.visibility === appsync.Visibility.PRIVATE) {
    throw misuse(scope, `"api" is "${api.node.path}", a private API, which AppSync gives no name of your own. Make it one of Visibility.GLOBAL, or have clients use "graphqlUrl" of the API.`);
  }
  if (!Token.isUnresolved(domainName) && !/^[a-z\d.*-]+$/.test(domainName)) {
    throw misuse(scope, `"domainName" is "${domainName}". CloudFormation takes it in small letters, digits, "-" and "." only.`);
  }
}
