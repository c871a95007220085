import { Certainty, matches, MatchText } from './match';
import { isJsonObject, JsonObject, JsonValue } from '../../asl/json-value';
import { ReferenceReader, shownText } from '../../definitions/reference-text';
import { DeclaredResource, TemplateScope } from '../../definitions/template-scope';

/** The types of resources that hold the policy of another resource, with the property that says of which and the one that is the policy. */
const ATTACHED: ReadonlyMap<string, readonly [of: string, policy: string]> = new Map([
  ['AWS::SQS::QueuePolicy', ['Queues', 'PolicyDocument']],
  ['AWS::SNS::TopicPolicy', ['Topics', 'PolicyDocument']],
  ['AWS::S3::BucketPolicy', ['Bucket', 'PolicyDocument']],
  ['AWS::SecretsManager::ResourcePolicy', ['SecretId', 'ResourcePolicy']],
  ['AWS::Events::EventBusPolicy', ['EventBusName', 'Statement']],
]);
const TYPES = new Set([...ATTACHED.keys(), 'AWS::Lambda::Permission']);

/** The property of a resource that is its own policy. */
const OWN: { readonly [type: string]: string } = {
  'AWS::KMS::Key': 'KeyPolicy', 'AWS::DynamoDB::Table': 'ResourcePolicy', 'AWS::Events::EventBus': 'Policy',
};

/** The policies that resources have of their own. Made for one analysis. */
export class ResourcePolicies {
  private readonly attached = new Map<TemplateScope, ReadonlyMap<string, readonly DeclaredResource[]>>();

  constructor(private readonly reader: ReferenceReader) {}

  /**
   * Whether the policy of a resource may allow an action to a role of the same account, which then needs no permission of its own. A service, the
   * account as a whole, and another role of the app are not the role.
   */
  public mayAllow({ type, properties, scope, logicalId }: DeclaredResource, action: string, role: DeclaredResource | undefined): boolean {
    const asked = new MatchText([action.toLowerCase()]);
    const speaks = (document: JsonValue | undefined, within: TemplateScope) => (
      new PolicyOfResource(asked, role, this.reader, within).speaksOfRole(document));
    if (Object.hasOwn(OWN, type) && speaks(properties[OWN[type]], scope)) return true;
    return this.attachedTo(scope).get(logicalId)?.some((policy) => {
      const document = ATTACHED.get(policy.type)?.[1];
      return document === undefined ? isRole(policy.properties.Principal, policy, this.reader) : speaks(policy.properties[document], policy.scope);
    }) ?? false;
  }

  /** The policies in a template, by the logical id of what they are attached to. */
  private attachedTo(scope: TemplateScope): ReadonlyMap<string, readonly DeclaredResource[]> {
    const known = this.attached.get(scope);
    if (known) return known;
    const found = new Map<string, DeclaredResource[]>();
    for (const policy of scope.declaredOf(TYPES)) {
      const targets = policy.property(ATTACHED.get(policy.type)?.[0] ?? 'FunctionName');
      for (const target of targets === undefined ? [] : listOf(targets)) {
        const logicalId = this.reader.resource(target, scope)?.logicalId;
        if (logicalId !== undefined) found.set(logicalId, [...found.get(logicalId) ?? [], policy]);
      }
    }
    this.attached.set(scope, found);
    return found;
  }
}

class PolicyOfResource {
  constructor(
    private readonly asked: MatchText,
    private readonly role: DeclaredResource | undefined,
    private readonly reader: ReferenceReader,
    private readonly scope: TemplateScope,
  ) {}

  public speaksOfRole(document: JsonValue | undefined): boolean {
    if (document === undefined) return false;
    const statements = isJsonObject(document) ? document.Statement ?? document.PolicyDocument ?? document : document;
    if (isJsonObject(statements) && statements.Statement !== undefined) return this.speaksOfRole(statements);
    return listOf(statements).some((statement) => this.statement(statement));
  }

  private statement(statement: JsonValue): boolean {
    // What is known only at deploy may speak of it.
    if (!isJsonObject(statement) || statement.Effect === undefined) return true;
    if (statement.Effect !== 'Allow' || !this.speaksOfAction(statement)) return false;
    const { Principal: principal, NotPrincipal: notPrincipal } = statement;
    if (notPrincipal !== undefined || principal === '*') return true;
    const roles = isJsonObject(principal) ? principal.AWS : undefined;
    return roles !== undefined && listOf(roles).some((each) => this.isRole(each));
  }

  private speaksOfAction({ Action: action }: JsonObject): boolean {
    if (action === undefined) return true;
    return listOf(action).some((each) => (typeof each === 'string' ? matches(new MatchText([each.toLowerCase()]), this.asked) > Certainty.NO : true));
  }

  private isRole(principal: JsonValue): boolean {
    const declared = this.reader.resource(principal, this.scope);
    if (declared && this.role) return declared.logicalId === this.role.logicalId && declared.scope === this.role.scope;
    return !/(:root|^\d{12}|^\$\{AWS::AccountId\})$/.test(shownText(this.reader.text(principal, this.scope)));
  }
}

const listOf = (value: JsonValue): readonly JsonValue[] => (Array.isArray(value) ? value as readonly JsonValue[] : [value]);

function isRole(principal: JsonValue | undefined, { scope }: DeclaredResource, reader: ReferenceReader): boolean {
  const text = principal === undefined ? '' : shownText(reader.text(principal, scope));
  return !/\.amazonaws\.com(\.cn)?$/.test(text) || text.startsWith('states.');
}
