import { Token } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { misuse } from '../misuse';

/** The name that an API is called by, and who answers for it. */
export interface ApiDomainOptions {
  /** The name: `api.example.com`. */
  readonly domainName: string;
  /** The certificate for the name. It has to be in us-east-1, wherever the API is: CloudFront shows it. */
  readonly certificate: acm.ICertificate;
  /**
   * The zone of Route 53 that gets a record for the name.
   *
   * @default - no record: make one where the name is served, for `targetDomainName`
   */
  readonly hostedZone?: route53.IHostedZone;
}

const REGION = 'us-east-1';
/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateDomainName.html */
const NAME = /^(?:\*[\w-]*\.)?(?:[\w-]+\.)+[\w-]+$/;

/** @internal */
export function checkDomain(scope: Construct, { domainName, certificate, hostedZone }: ApiDomainOptions): void {
  const isKnown = !Token.isUnresolved(domainName);
  if (isKnown && (!NAME.test(domainName) || domainName.length > 253)) {
    throw misuse(scope, `"domainName" is "${domainName.slice(0, 300)}". It has to be a name such as "api.example.com": no scheme, no path, no dot at its end, at most 253 characters.`);
  }
  const region = regionOf(certificate);
  if (region !== undefined && region !== REGION) {
    throw misuse(scope, `"certificate" is in "${region}". It has to be in "${REGION}", wherever the API is, since CloudFront shows it. `
      + 'Request it in a stack of that region, and give both stacks "crossRegionReferences: true".');
  }
  const zone = hostedZone?.zoneName;
  if (!isKnown || zone === undefined || Token.isUnresolved(zone)) return;
  const [name, suffix] = [domainName.toLowerCase(), zone.toLowerCase().replace(/\.$/, '')];
  if (name === suffix || name.endsWith(`.${suffix}`)) return;
  throw misuse(scope, `"domainName" is "${domainName}", which is not in "hostedZone" "${zone}". Give it the zone that the name ends with, or leave the zone out.`);
}

/** The region of a certificate, where it is known: that in its ARN, or that of the stack that makes it. */
function regionOf(certificate: acm.ICertificate): string | undefined {
  const { certificateArn: arn, env } = certificate;
  if (!Token.isUnresolved(arn)) return /^arn:aws:[a-z]+:([a-z0-9-]+):/.exec(arn)?.[1];
  // Older constructs make certificates elsewhere than where they are themselves.
  return certificate instanceof acm.Certificate && !Token.isUnresolved(env.region) ? env.region : undefined;
}

/**
 * An alias, which works at the top of a zone, too.
 *
 * @internal
 */
export function addRecords(
  scope: Construct, { domainName, hostedZone: zone }: ApiDomainOptions, dnsName: string, hostedZoneId: string, withIpv6: boolean,
): route53.RecordSet[] {
  if (!zone) return [];
  const props = {
    zone,
    // A name that ends with a dot is whole.
    recordName: `${domainName}.`,
    target: route53.RecordTarget.fromAlias({ bind: () => ({ dnsName, hostedZoneId }) }),
  };
  const record = new route53.ARecord(scope, 'Record', props);
  return withIpv6 ? [record, new route53.AaaaRecord(scope, 'Ipv6Record', props)] : [record];
}
