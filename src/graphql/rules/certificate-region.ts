import { FindingSeverity } from '../../validation/finding';
import { cut } from '../../validation/wording';
import { defineSchemaRule } from '../schema-rule';

/**
 * The certificate of an API's own domain name is in us-east-1, wherever the API is: CloudFront serves it.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/custom-domain-name.html
 */
export const certificateRegion = defineSchemaRule({
  id: 'GQL406',
  name: 'certificate-region',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  needs: ['certificateArn'],
  summary: 'The certificate of an API\'s own domain name is in us-east-1.',
  why: 'AppSync does not create the domain name with a certificate of another region, wherever the API is.',
  fix: 'Request the certificate in us-east-1, in a stack of that region.',
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/custom-domain-name.html',
  messages: {
    region: (arn: string, region: string) => `Certificate "${arn}" is in "${region}". The certificate of a domain name of AppSync is in "us-east-1".`,
  },
  examples: {
    good: [
      { schema: 'type Query {\n  shop: String\n}', api: { certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' } },
      { title: 'The region is not known until deploy', schema: 'type Query {\n  shop: String\n}', api: { certificateArn: 'arn:aws:acm:${Token[AWS.Region.4]}:123456789012:certificate/1' } },
    ],
    bad: [{
      schema: 'type Query {\n  shop: String\n}',
      api: { certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' },
      findings: [{ at: '1:1', says: 'Certificate "arn:aws:acm:eu-west-1:123456789012:certificate/1" is in "eu-west-1". The certificate of a domain name of AppSync is in "us-east-1".' }],
    }],
  },
  check: ({ report, api: { certificateArn = '' } }) => ({
    text() {
      const [, region] = /^arn:[a-z-]+:(?:acm|iam):([a-z]{2}(?:-[a-z]+)+-\d):/.exec(certificateArn) ?? [];
      if (region !== undefined && region !== 'us-east-1') report('region', 'api', [cut(certificateArn), region]);
    },
  }),
});
