import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ApiDomain, ApiDomainProps, AslValidation, GraphqlValidation } from '../../src';
import { nagErrors } from '../cdk-nag';
import { newApi, newStack, WITHOUT_CONTENT } from './api';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
const certificateOf = (stack: Stack, arn = CERTIFICATE) => acm.Certificate.fromCertificateArn(stack, 'Certificate', arn);
const zoneOf = (stack: Stack, zoneName = 'example.com') => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName });

function make(propsOf: (stack: Stack) => Partial<ApiDomainProps> = () => ({}), stack = newStack(), visibility?: appsync.Visibility) {
  const api = newApi(stack, { visibility });
  const domain = new ApiDomain(stack, 'Domain', { api, domainName: 'api.example.com', certificate: certificateOf(stack), ...propsOf(stack) });
  return { stack, api, domain, template: () => Template.fromStack(stack) };
}

const target = (attribute: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp('^Domain'), attribute] });

test('the name is tied to the API, and has a record where there is a zone', () => {
  const { template, domain } = make((stack) => ({ hostedZone: zoneOf(stack) }));
  template().hasResourceProperties('AWS::AppSync::DomainName', { DomainName: 'api.example.com', CertificateArn: CERTIFICATE });
  template().hasResourceProperties('AWS::AppSync::DomainNameApiAssociation', {
    ApiId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Api'), 'ApiId'] }, DomainName: target('DomainName'),
  });
  template().hasResourceProperties('AWS::Route53::RecordSet', {
    Name: 'api.example.com.', Type: 'A', HostedZoneId: 'Z1', AliasTarget: { DNSName: target('AppSyncDomainName'), HostedZoneId: target('HostedZoneId') },
  });
  template().resourceCountIs('AWS::Route53::RecordSet', 1);
  expect(domain.record).toBeDefined();
  expect([domain.graphqlUrl, domain.realtimeUrl]).toEqual(['https://api.example.com/graphql', 'wss://api.example.com/graphql/realtime']);
});

test('without a zone there is no record, but what one has to point at', () => {
  const { template, domain, stack } = make(() => ({ description: 'The shop' }));
  template().resourceCountIs('AWS::Route53::RecordSet', 0);
  template().hasResourceProperties('AWS::AppSync::DomainName', { Description: 'The shop' });
  expect(domain.record).toBeUndefined();
  expect(stack.resolve(domain.targetDomainName)).toEqual({ 'Fn::GetAtt': [expect.stringMatching('^Domain'), 'AppSyncDomainName'] });
});

test.each([
  ['the top of a zone', { domainName: 'example.com' }],
  ['a name for every name', { domainName: '*.example.com' }],
  ['a name that is only known at deploy', { domainName: Lazy.string({ produce: () => 'api.example.org' }) }],
])('%s is taken', (_, props) => {
  expect(() => make((stack) => ({ ...props, hostedZone: zoneOf(stack) })).template()).not.toThrow();
});

test('a name that is only known at deploy is the whole name of the record', () => {
  const { template } = make((stack) => ({ domainName: Lazy.string({ produce: () => 'api.example.com' }), hostedZone: zoneOf(stack) }));
  template().hasResourceProperties('AWS::Route53::RecordSet', { Name: 'api.example.com.' });
});

test('a certificate that is made in us-east-1, or somewhere that is not known, is taken', () => {
  expect(() => make((stack) => ({ certificate: new acm.Certificate(stack, 'Own', { domainName: 'api.example.com' }) }))).not.toThrow();
  const stack = new Stack(new App(), 'Shop', { env: { region: 'us-east-1' } });
  expect(() => make(() => ({ certificate: new acm.Certificate(stack, 'Own', { domainName: 'api.example.com' }) }), stack)).not.toThrow();
});

test('cdk-nag and the validators find nothing', () => {
  const { stack, api } = make((scope) => ({ hostedZone: zoneOf(scope) }));
  expect(nagErrors(stack, [WITHOUT_CONTENT])).toEqual([]);
  expect(AslValidation.of(stack.node.root as App).findings()).toEqual([]);
  expect(GraphqlValidation.of(api).findings()).toEqual([]);
});

const ELSEWHERE = '"certificate" is in "eu-west-1". It has to be in "us-east-1", wherever the API is, since CloudFront shows it. Request it in a stack of that region, and give both stacks "crossRegionReferences: true".';

test.each<[string, (stack: Stack) => Partial<ApiDomainProps>, string]>([
  ['a certificate of another region', (stack) => ({ certificate: acm.Certificate.fromCertificateArn(stack, 'Other', CERTIFICATE.replace('us-east-1', 'eu-west-1')) }), ELSEWHERE],
  ['a name of another zone', (stack) => ({ hostedZone: zoneOf(stack, 'example.org') }),
    '"domainName" is "api.example.com", which is not in "hostedZone" "example.org". Give it the zone that the name ends with, or leave the zone out.'],
  ['a name that only ends as the zone does', (stack) => ({ domainName: 'api.my-example.com', hostedZone: zoneOf(stack) }),
    '"domainName" is "api.my-example.com", which is not in "hostedZone" "example.com". Give it the zone that the name ends with, or leave the zone out.'],
  ['an address', () => ({ domainName: 'https://api.example.com' }),
    '"domainName" is "https://api.example.com". It has to be a name such as "api.example.com": no scheme, no path, no dot at its end, at most 253 characters.'],
  ['capital letters', () => ({ domainName: 'API.example.com' }), '"domainName" is "API.example.com". CloudFormation takes it in small letters, digits, "-" and "." only.'],
  ['no name', () => ({ domainName: '' }), '"domainName" is "". It has to be a name such as "api.example.com": no scheme, no path, no dot at its end, at most 253 characters.'],
])('%s is refused', (_, propsOf, message) => {
  expect(() => make(propsOf)).toThrow(expect.objectContaining({ code: 'InvalidProps', message: `ApiDomain "Shop/Domain": ${message}` }));
});

test('a private API is refused, as AppSync refuses it', () => {
  expect(() => make(undefined, undefined, appsync.Visibility.PRIVATE)).toThrow('ApiDomain "Shop/Domain": "api" is "Shop/Api", a private API, which AppSync gives no name of your own. '
    + 'Make it one of Visibility.GLOBAL, or have clients use "graphqlUrl" of the API.');
});

test('a certificate that is made in another region is refused', () => {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-west-1' } });
  expect(() => make(() => ({ certificate: new acm.Certificate(stack, 'Own', { domainName: 'api.example.com' }) }), stack)).toThrow(`ApiDomain "Shop/Domain": ${ELSEWHERE}`);
});

test.each([
  ['its name', (domain: appsync.CfnDomainName) => domain.domainName], ['a reference', (domain: appsync.CfnDomainName) => domain.attrDomainName],
])('the check of the schema knows the certificate of a domain that is made of resources and tied by %s', (_, nameOf) => {
  const stack = newStack();
  const api = newApi(stack);
  const domain = new appsync.CfnDomainName(stack, 'Domain', { domainName: 'api.example.com', certificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') });
  new appsync.CfnDomainNameApiAssociation(stack, 'Association', { apiId: api.apiId, domainName: nameOf(domain) });
  expect(GraphqlValidation.of(api).findings().map(({ id }) => id)).toEqual(['GQL406']);
  expect(GraphqlValidation.of(newApi(stack, {}, 'Other')).findings()).toEqual([]);
});
