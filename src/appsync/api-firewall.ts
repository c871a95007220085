import { Token } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { misuse } from '../misuse';

/** What stands between callers and an API: a web ACL of AWS WAF. */
export interface ApiFirewallOptions {
  /**
   * Whether there is one.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * The ARN of a web ACL of your own, for the region.
   *
   * @default - one is made, with the rules of this type
   */
  readonly webAclArn?: string;
  /**
   * How many requests an IP address may send in five minutes: 10 to 2,000,000,000. More are blocked.
   *
   * @default 2000
   */
  readonly rateLimit?: number;
  /**
   * Groups of rules that AWS manages. An empty list leaves the rate limit alone.
   *
   * Of `AWSManagedRulesCommonRuleSet`, two rules only count: the one that blocks bodies over 8 KB, for a query of GraphQL is often longer, and
   * the one that blocks requests without `User-Agent`, for services of AWS and signed requests may have none.
   *
   * @default - AWSManagedRulesAmazonIpReputationList, AWSManagedRulesKnownBadInputsRuleSet, AWSManagedRulesCommonRuleSet
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
   */
  readonly managedRuleGroups?: string[];
}

const GROUPS = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesCommonRuleSet'];
/** https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
const COUNTED = ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'];
/** https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const RATES = [10, 2_000_000_000] as const;

/** @internal */
export function makeFirewall(scope: Construct, resourceArn: string, options: ApiFirewallOptions): wafv2.CfnWebACL | undefined {
  const { enabled = true, webAclArn, rateLimit = 2000, managedRuleGroups = GROUPS } = options;
  const given = (['webAclArn', 'rateLimit', 'managedRuleGroups'] as const).filter((name) => options[name] !== undefined);
  if (!enabled) {
    if (given.length > 0) throw misuse(scope, `"firewall.${given[0]}" is set, but "firewall.enabled" is false, so that there is no firewall. Leave out one of them.`);
    return undefined;
  }
  if (webAclArn !== undefined && given.length > 1) {
    throw misuse(scope, `"firewall.${given[1]}" is set, but it is for the web ACL that is made, and "firewall.webAclArn" is one of your own. Set it on that web ACL.`);
  }
  if (!Token.isUnresolved(rateLimit) && (!Number.isInteger(rateLimit) || rateLimit < RATES[0] || rateLimit > RATES[1])) {
    throw misuse(scope, `"firewall.rateLimit" is ${rateLimit}. It has to be a whole number from 10 to 2,000,000,000.`);
  }
  const twice = managedRuleGroups.find((name, index) => managedRuleGroups.indexOf(name) !== index);
  if (twice !== undefined) throw misuse(scope, `"firewall.managedRuleGroups" has "${twice}" twice. Leave out one of them.`);

  const acl = webAclArn === undefined ? makeWebAcl(scope, rateLimit, managedRuleGroups) : undefined;
  new wafv2.CfnWebACLAssociation(scope, 'FirewallAssociation', { resourceArn, webAclArn: webAclArn ?? acl!.attrArn });
  return acl;
}

function makeWebAcl(scope: Construct, limit: number, groups: readonly string[]): wafv2.CfnWebACL {
  const visibility = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName });
  return new wafv2.CfnWebACL(scope, 'Firewall', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility('Firewall'),
    rules: [
      {
        name: 'RateLimit',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: 300 } },
        visibilityConfig: visibility('RateLimit'),
      },
      ...groups.map((name, index) => ({
        name,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name,
            ...(name === 'AWSManagedRulesCommonRuleSet' && { ruleActionOverrides: COUNTED.map((rule) => ({ name: rule, actionToUse: { count: {} } })) }),
          },
        },
        visibilityConfig: visibility(name),
      })),
    ],
  });
}
