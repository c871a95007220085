import { Annotations, Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AppSyncApi } from './app-sync-api';
import { addRecords, ApiDomainOptions, checkDomain } from './domain-names';
import { IAppSyncApi } from './i-app-sync-api';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** What an ApiDistribution is made of. */
export interface ApiDistributionProps extends ApiDomainOptions {
  /** The API that answers. */
  readonly api: IAppSyncApi;
  /**
   * The ARN of a web ACL of AWS WAF for CloudFront, which is one in us-east-1.
   *
   * @default - none: the firewall of the API sees the requests, too
   */
  readonly webAclId?: string;
  /**
   * The countries from which it can be called.
   *
   * @default - all
   */
  readonly geoRestriction?: cloudfront.GeoRestriction;
  /**
   * Where CloudFront answers.
   *
   * @default PriceClass.PRICE_CLASS_ALL
   */
  readonly priceClass?: cloudfront.PriceClass;
  /**
   * The headers that answers are given.
   *
   * @default - HSTS for a year, nosniff, no frames, no referrer, a policy under which nothing is loaded
   */
  readonly responseHeadersPolicy?: cloudfront.IResponseHeadersPolicy;
  /**
   * Whether requests are logged.
   *
   * @default true
   */
  readonly enableLogging?: boolean;
  /**
   * Where they are logged: a bucket with ACLs.
   *
   * @default - one is made, which keeps them for six months
   */
  readonly logBucket?: s3.IBucket;
  /**
   * What it is for.
   *
   * @default - none
   */
  readonly comment?: string;
}

/** CloudFront's own zone, for aliases: https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/**
 * A CloudFront distribution of your own in front of an API, for what `ApiDomain` cannot do: security headers, limits by country, a web ACL at the
 * edge, access logs. Requests are not cached; both sides speak TLS 1.2 or later.
 *
 * What it does not do:
 * * Subscriptions do not go through it. AppSync has them at another host, and takes a connection only where its `host` is that of the API. Clients
 *   connect to `realtimeUrl`, which is AppSync's own. Where they have to be under the same name, use `ApiDomain`.
 * * Requests signed with AWS credentials are of another host than the one that AppSync sees, and are refused: such callers ask the API itself.
 * * The API can still be asked at its own address, and its firewall counts the addresses of CloudFront, not those of callers.
 *
 * Where one of the first two or the last matters to the API, a warning says so.
 *
 * @example
 * declare const api: AppSyncApi;
 * declare const certificate: acm.ICertificate;
 * declare const hostedZone: route53.IHostedZone;
 *
 * new ApiDistribution(this, 'Edge', { api, domainName: 'api.example.com', certificate, hostedZone });
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html
 */
export class ApiDistribution extends Construct {
  /** The distribution. */
  public readonly distribution: cloudfront.Distribution;
  /** Where requests are logged; none where they are not. */
  public readonly logBucket?: s3.IBucket;
  /** The records in the hosted zone, for IPv4 and IPv6. */
  public readonly records: route53.RecordSet[];
  /** What a record of the name has to point at. */
  public readonly targetDomainName: string;
  /** The address that clients send requests to. */
  public readonly graphqlUrl: string;
  /** The address that clients subscribe at: AppSync's own. */
  public readonly realtimeUrl: string;

  /**
   * Makes the distribution.
   *
   * @param scope where it is
   * @param id what it is called there
   * @param props what it is made of
   */
  public constructor(scope: Construct, id: string, props: ApiDistributionProps) {
    super(scope, id);
    const { api, domainName, certificate, webAclId, enableLogging = true } = props;
    checkDomain(this, props);
    if (!enableLogging && props.logBucket) throw misuse(this, '"logBucket" is set, but "enableLogging" is false, so that nothing is logged. Leave out one of them.');
    if (webAclId !== undefined && !Token.isUnresolved(webAclId) && !/^arn:[\w-]+:wafv2:us-east-1:\d+:global\/webacl\//.test(webAclId)) {
      throw misuse(this, `"webAclId" is "${webAclId}". It has to be the ARN of a web ACL with the scope CLOUDFRONT: "arn:aws:wafv2:us-east-1:<account>:global/webacl/<name>/<id>".`);
    }
    if (api.graphqlApi.visibility === appsync.Visibility.PRIVATE) {
      throw misuse(this, `"api" is "${api.node.path}", which can be called from VPCs only, so that CloudFront does not reach it. Make it one of Visibility.GLOBAL.`);
    }
    const resource = api.graphqlApi.node.defaultChild as appsync.CfnGraphQLApi;
    this.logBucket = enableLogging ? props.logBucket ?? this.makeLogBucket() : undefined;
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: props.comment,
      domainNames: [domainName],
      certificate,
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      webAclId,
      geoRestriction: props.geoRestriction,
      priceClass: props.priceClass ?? cloudfront.PriceClass.PRICE_CLASS_ALL,
      enableLogging,
      logBucket: this.logBucket,
      defaultBehavior: {
        origin: new origins.HttpOrigin(resource.attrGraphQlDns, {
          protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
        }),
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        // AppSync finds the API by the host that is asked.
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy: props.responseHeadersPolicy ?? this.makeHeaders(),
      },
    });
    this.targetDomainName = this.distribution.distributionDomainName;
    this.records = addRecords(this, props, this.targetDomainName, CLOUDFRONT_ZONE, true);
    this.graphqlUrl = `https://${domainName}/graphql`;
    this.realtimeUrl = resource.attrRealtimeUrl;
    this.warn(api);
  }

  private makeHeaders(): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", override: true },
      },
    });
  }

  private makeLogBucket(): s3.Bucket {
    return new s3.Bucket(this, 'Logs', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // CloudFront delivers its logs with an ACL.
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
      lifecycleRules: [{ expiration: Duration.days(180) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** What of the API does not work through CloudFront as it does without. */
  private warn(api: IAppSyncApi): void {
    const { _schema: schema, webAcl } = api as Partial<AppSyncApi>;
    const annotations = Annotations.of(this);
    if (schema?.hasSubscriptions) {
      annotations.addWarningV2(acknowledgementId('ApiDistributionSubscriptions'), `"${api.node.path}" has subscriptions, which do not go through CloudFront. `
        + 'Have clients connect to "realtimeUrl", then acknowledge this; or use an ApiDomain, which has both under one name.');
    }
    if (api.graphqlApi.modes.includes(appsync.AuthorizationType.IAM)) {
      annotations.addWarningV2(acknowledgementId('ApiDistributionSignatures'), `"${api.node.path}" lets callers in who sign their requests, and a signature for "domainName" does not hold at AppSync. `
        + 'Have them ask "graphqlUrl" of the API, then acknowledge this; or use an ApiDomain.');
    }
    if (webAcl) {
      annotations.addWarningV2(acknowledgementId('ApiDistributionRateLimit'), `The firewall of "${api.node.path}" limits the requests of an IP address, and through CloudFront many callers have the same. `
        + 'Set "firewall.rateLimit" of the API to what all of them may send, limit callers by "webAclId" here, then acknowledge this.');
    }
  }
}
