import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ApiAuth, ApiDistribution, ApiDistributionProps, ApiSchema, AppSyncApiProps, AslValidation } from '../../src';
import { nagErrors } from '../cdk-nag';
import { newApi, newPool, newStack, WITHOUT_CONTENT } from './api';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
const WEB_ACL = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/1';

function make(
  propsOf: (stack: Stack) => Partial<ApiDistributionProps> = () => ({}), apiProps: (stack: Stack) => Partial<AppSyncApiProps> = () => ({}),
) {
  const stack = newStack();
  const api = newApi(stack, apiProps(stack));
  const edge = new ApiDistribution(stack, 'Edge', {
    api, domainName: 'api.example.com', certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE), ...propsOf(stack),
  });
  return { stack, api, edge, template: () => Template.fromStack(stack) };
}

const zoneOf = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });

describe('by default', () => {
  const { template, stack, edge } = make((scope) => ({ hostedZone: zoneOf(scope) }));

  test('requests are passed on to the API, over TLS 1.2, and not cached', () => {
    const { DistributionConfig: config } = Object.values(template().findResources('AWS::CloudFront::Distribution'))[0].Properties;
    expect(config).toMatchObject({
      Aliases: ['api.example.com'],
      ViewerCertificate: { AcmCertificateArn: CERTIFICATE, MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      Origins: [{
        DomainName: { 'Fn::GetAtt': ['ApiCD79AAA0', 'GraphQLDns'] }, CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
      }],
      DefaultCacheBehavior: {
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        ViewerProtocolPolicy: 'https-only',
        CachePolicyId: cloudfront.CachePolicy.CACHING_DISABLED.cachePolicyId,
        OriginRequestPolicyId: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
        ResponseHeadersPolicyId: { Ref: expect.stringMatching('^EdgeHeaders') },
      },
    });
    expect(config.CacheBehaviors).toBeUndefined();
  });

  test('answers have security headers', () => {
    template().hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          StrictTransportSecurity: { AccessControlMaxAgeSec: 31536000, IncludeSubdomains: true, Override: true },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY', Override: true },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", Override: true },
        },
      },
    });
  });

  test('requests are logged to a closed bucket, for six months', () => {
    template().hasResourceProperties('AWS::CloudFront::Distribution', { DistributionConfig: { Logging: { Bucket: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EdgeLogs'), 'RegionalDomainName'] } } } });
    template().hasResource('AWS::S3::Bucket', {
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 180, Status: 'Enabled' }] },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
      DeletionPolicy: 'Retain',
    });
    template().hasResourceProperties('AWS::S3::BucketPolicy', { PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] } });
  });

  test('the zone has records for IPv4 and IPv6', () => {
    const alias = { AliasTarget: { DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EdgeDistribution'), 'DomainName'] }, HostedZoneId: 'Z2FDTNDATAQYW2' } };
    for (const Type of ['A', 'AAAA']) template().hasResourceProperties('AWS::Route53::RecordSet', { Name: 'api.example.com.', Type, ...alias });
    expect(edge.records).toHaveLength(2);
  });

  test('subscriptions are at the address of AppSync', () => {
    expect(edge.graphqlUrl).toBe('https://api.example.com/graphql');
    expect(stack.resolve(edge.realtimeUrl)).toEqual({ 'Fn::GetAtt': ['ApiCD79AAA0', 'RealtimeUrl'] });
  });
});

test('cdk-nag and the validators find nothing', () => {
  const { stack } = make();
  expect(nagErrors(stack, [WITHOUT_CONTENT, { id: 'AwsSolutions-S1', reason: 'It is a bucket of logs itself' }])).toEqual([]);
  expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
});

test('what is set counts', () => {
  const { template, edge } = make((stack) => ({
    webAclId: WEB_ACL,
    geoRestriction: cloudfront.GeoRestriction.allowlist('AT'),
    priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
    responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
    logBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs'),
    comment: 'The shop',
  }));
  template().hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      WebACLId: WEB_ACL,
      Restrictions: { GeoRestriction: { Locations: ['AT'], RestrictionType: 'whitelist' } },
      PriceClass: 'PriceClass_100',
      Comment: 'The shop',
      Logging: { Bucket: Match.anyValue() },
      DefaultCacheBehavior: { ResponseHeadersPolicyId: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS.responseHeadersPolicyId },
    },
  });
  for (const type of ['AWS::S3::Bucket', 'AWS::CloudFront::ResponseHeadersPolicy', 'AWS::Route53::RecordSet']) template().resourceCountIs(type, 0);
  expect(edge.records).toEqual([]);
  const silent = make(() => ({ enableLogging: false }));
  expect(silent.edge.logBucket).toBeUndefined();
  silent.template().hasResourceProperties('AWS::CloudFront::Distribution', { DistributionConfig: { Logging: Match.absent() } });
});

describe('a warning says what of the API does not work through it', () => {
  const warnings = (apiProps: (stack: Stack) => Partial<AppSyncApiProps>) => {
    const { stack } = make(undefined, apiProps);
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).flatMap(({ entry }) => /ApiDistribution[A-Z]\w+/.exec(entry.data as string) ?? []);
  };
  const SUBSCRIPTION = 'type Query {\n  shop: String # [ack GQL402: a test]\n}\n\ntype Mutation {\n  open: String # [ack GQL402: a test]\n}\n\ntype Subscription {\n  opened: String @aws_subscribe(mutations: ["open"])\n}';

  test.each<[string, (stack: Stack) => Partial<AppSyncApiProps>, string[]]>([
    ['nothing', (stack) => ({ auth: ApiAuth.cognito(newPool(stack)), firewall: { enabled: false } }), []],
    ['a rate limit', (stack) => ({ auth: ApiAuth.cognito(newPool(stack)) }), ['ApiDistributionRateLimit']],
    ['signed requests', () => ({ firewall: { enabled: false } }), ['ApiDistributionSignatures']],
    ['subscriptions', (stack) => ({ auth: ApiAuth.cognito(newPool(stack)), firewall: { enabled: false }, schema: ApiSchema.fromText(SUBSCRIPTION) }), ['ApiDistributionSubscriptions']],
  ])('%s', (_, apiProps, expected) => {
    expect(warnings(apiProps)).toEqual(expected);
  });
});

test.each<[string, (stack: Stack) => Partial<ApiDistributionProps>, string]>([
  ['a certificate of another region', (stack) => ({ certificate: acm.Certificate.fromCertificateArn(stack, 'Other', CERTIFICATE.replace('us-east-1', 'eu-west-1')) }),
    '"certificate" is in "eu-west-1". It has to be in "us-east-1", wherever the API is, since CloudFront shows it. Request it in a stack of that region, and give both stacks "crossRegionReferences: true".'],
  ['a bucket for nothing', (stack) => ({ enableLogging: false, logBucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'logs') }),
    '"logBucket" is set, but "enableLogging" is false, so that nothing is logged. Leave out one of them.'],
  ['a web ACL of a region', () => ({ webAclId: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/mine/1' }),
    '"webAclId" is "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/mine/1". It has to be the ARN of a web ACL with the scope CLOUDFRONT: "arn:aws:wafv2:us-east-1:<account>:global/webacl/<name>/<id>".'],
])('%s is refused', (_, propsOf, message) => {
  expect(() => make(propsOf)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `ApiDistribution "Shop/Edge": ${message}` }));
});

test('an API that CloudFront does not reach is refused', () => {
  expect(() => make(undefined, () => ({ visibility: appsync.Visibility.PRIVATE })))
    .toThrow('ApiDistribution "Shop/Edge": "api" is "Shop/Api", which can be called from VPCs only, so that CloudFront does not reach it. Make it one of Visibility.GLOBAL.');
});
