import { MANAGED_POLICIES } from './managed-policies';
import { Certainty, matches, MatchText } from './match';
import { readPolicy, Statement } from './policy';
import { samPolicies } from './sam-policies';
import { isJsonObject, JsonValue } from '../../asl/json-value';
import { plainText, ReferenceReader, ReferenceText, shownText } from '../../definitions/reference-text';
import { DeclaredResource, TemplateScope } from '../../definitions/template-scope';

/** What a role is allowed, as far as the templates say it. */
export interface RoleAccess {
  /** What the role is called in a sentence. */
  readonly label: string;
  readonly statements: readonly Statement[];
  /** Why the role may be allowed more than the statements say. */
  readonly doubts: ReadonlySet<string>;
  /** Why it may be allowed less. */
  readonly limits: ReadonlySet<string>;
  /** Its resource, where the app makes it. */
  readonly resource?: DeclaredResource;
}

interface AttachedPolicy {
  readonly policy: DeclaredResource;
  readonly roles: readonly MatchText[];
}

const ROLE = new Set(['AWS::IAM::Role']);
const POLICIES = new Set(['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy']);
const CONNECTORS = new Set(['AWS::Serverless::Connector']);

/** Finds out what the roles of an app are allowed. Made for one analysis. */
export class Roles {
  /** By the template that is asked from, whose policies count beside those of the role's own, and by the ARN. */
  private readonly known = new Map<TemplateScope, Map<string, RoleAccess>>();
  private readonly policies = new Map<TemplateScope, readonly AttachedPolicy[]>();

  constructor(private readonly reader: ReferenceReader) {}

  /** The role that a state machine has. */
  public ofMachine(machine: DeclaredResource): RoleAccess {
    const { type, properties, scope } = machine;
    if (type !== 'AWS::Serverless::StateMachine') return this.of(properties.RoleArn, scope);
    const access = properties.Role === undefined ? this.madeBySam(machine) : this.of(properties.Role, scope);
    return scope.declaredOf(CONNECTORS).length === 0 ? access : { ...access, doubts: new Set([...access.doubts, 'connectors of the template allow more']) };
  }

  /** The role that has an ARN. */
  public of(arn: JsonValue | undefined, scope: TemplateScope): RoleAccess {
    return this.ofText(this.reader.text(arn, scope), this.reader.resource(arn, scope), scope);
  }

  /** @param referred the resource that the ARN refers to */
  public ofText(arn: ReferenceText, referred: DeclaredResource | undefined, scope: TemplateScope): RoleAccess {
    const text = new MatchText(arn);
    let known = this.known.get(scope);
    if (!known) this.known.set(scope, known = new Map());
    let access = known.get(text.key);
    if (!access) {
      const role = referred ? (ROLE.has(referred.type) ? referred : undefined)
        : scope.declaredOf(ROLE).find((each) => matches(new MatchText(this.reader.arnOf(each)), text) === Certainty.YES);
      access = role ? this.ofResource(role, scope) : {
        label: `"${shownText(arn)}"`,
        statements: this.attachedByName(text, scope),
        doubts: new Set([`the role "${shownText(arn)}" is not made here`]),
        limits: new Set(),
      };
      known.set(text.key, access);
    }
    return access;
  }

  /** What further policies, in templates that are neither the role's nor the one given, allow. */
  public further({ resource }: RoleAccess, from: TemplateScope): Statement[] {
    if (!resource) return [];
    const name = new MatchText(this.reader.nameOf(resource));
    const others = resource.scope.beside().filter((template) => template !== resource.scope && template !== from);
    return others.flatMap((template) => this.attached(template, name, new Set()));
  }

  private ofResource(role: DeclaredResource, from: TemplateScope): RoleAccess {
    const { properties, scope, logicalId } = role;
    const doubts = new Set<string>();
    const statements = this.inline(properties.Policies, scope, doubts);
    statements.push(...this.managed(properties.ManagedPolicyArns, scope, doubts));
    const name = new MatchText(this.reader.nameOf(role));
    for (const template of new Set([scope, from])) statements.push(...this.attached(template, name, doubts, role.condition));
    return { label: `"${logicalId}"`, statements, doubts, limits: limitsOf(role), resource: role };
  }

  /** CDK attaches policies to a role that it does not make, by the role's name. */
  private attachedByName(arn: MatchText, scope: TemplateScope): Statement[] {
    const whole = plainText(arn.text);
    const name = whole?.startsWith('arn:') ? whole.slice(whole.lastIndexOf('/') + 1) : undefined;
    return name === undefined ? [] : this.attached(scope, new MatchText([name]), new Set());
  }

  private inline(policies: JsonValue | undefined, scope: TemplateScope, doubts: Set<string>): Statement[] {
    if (policies === undefined) return [];
    if (!Array.isArray(policies)) {
      doubts.add('the policies of the role are known only at deploy');
      return [];
    }
    return policies.flatMap((policy: JsonValue) => {
      if (isJsonObject(policy) && Object.hasOwn(policy, 'PolicyDocument')) return readPolicy(policy.PolicyDocument, scope, this.reader, false, doubts);
      doubts.add('a policy of the role is known only at deploy');
      return [];
    });
  }

  /** The policies of a template that name the role. */
  private attached(template: TemplateScope, name: MatchText, doubts: Set<string>, underCondition?: string): Statement[] {
    return this.policiesOf(template).flatMap(({ policy, roles }) => {
      const { scope, condition } = policy;
      const conditional = condition !== undefined && condition !== underCondition;
      const certainty = Math.max(Certainty.NO, ...roles.map((role) => matches(role, name)));
      if (certainty === Certainty.NO) return [];
      return readPolicy(policy.properties.PolicyDocument, scope, this.reader, conditional || certainty === Certainty.PERHAPS, doubts);
    });
  }

  /** The policies of a template, with the names of the roles that they are attached to. */
  private policiesOf(template: TemplateScope): readonly AttachedPolicy[] {
    let policies = this.policies.get(template);
    if (!policies) {
      policies = template.declaredOf(POLICIES).map((policy) => {
        const given = policy.property(policy.type === 'AWS::IAM::RolePolicy' ? 'RoleName' : 'Roles');
        const names = Array.isArray(given) ? given as readonly JsonValue[] : given === undefined ? [] : [given];
        return { policy, roles: names.map((name) => new MatchText(this.reader.text(name, policy.scope))) };
      });
      this.policies.set(template, policies);
    }
    return policies;
  }

  private managed(arns: JsonValue | undefined, scope: TemplateScope, doubts: Set<string>): Statement[] {
    if (arns === undefined) return [];
    if (!Array.isArray(arns)) {
      doubts.add('the managed policies of the role are known only at deploy');
      return [];
    }
    return arns.flatMap((arn: JsonValue) => this.managedPolicy(arn, scope, doubts));
  }

  private managedPolicy(arn: JsonValue, scope: TemplateScope, doubts: Set<string>): Statement[] {
    const resource = this.reader.resource(arn, scope);
    if (resource?.type === 'AWS::IAM::ManagedPolicy') return this.documentOf(resource, doubts);
    return this.awsPolicy(shownText(this.reader.text(arn, scope)), scope, doubts);
  }

  private documentOf({ properties, scope, condition }: DeclaredResource, doubts: Set<string>): Statement[] {
    return readPolicy(properties.PolicyDocument, scope, this.reader, condition !== undefined, doubts);
  }

  private awsPolicy(arn: string, scope: TemplateScope, doubts: Set<string>): Statement[] {
    const name = /^arn:[^:]*(?:::Partition\})?:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
    const known = name === undefined ? undefined : MANAGED_POLICIES.get(name);
    if (!known || known.partial) doubts.add(`what the managed policy "${name ?? arn}" allows is not known here`);
    return known ? readPolicy(known.document, scope, this.reader, false, doubts) : [];
  }

  /** SAM makes a role with the policies that are listed: documents, names of managed policies, and policies of its own. */
  private madeBySam(machine: DeclaredResource): RoleAccess {
    const { properties, scope, logicalId } = machine;
    const doubts = new Set<string>();
    const given = properties.Policies;
    const statements = (given === undefined ? [] : Array.isArray(given) ? given as readonly JsonValue[] : [given]).flatMap((policy) => {
      if (isJsonObject(policy) && Object.hasOwn(policy, 'Statement')) return readPolicy(policy, scope, this.reader, false, doubts);
      const ownPolicy = samPolicies(policy);
      if (ownPolicy) return readPolicy(ownPolicy, scope, this.reader, false, doubts);
      if (typeof policy === 'string') return this.awsPolicy(policy.startsWith('arn:') ? policy : `arn:aws:iam::aws:policy/${policy}`, scope, doubts);
      const resource = this.reader.resource(policy, scope);
      if (resource?.type === 'AWS::IAM::ManagedPolicy') return this.documentOf(resource, doubts);
      doubts.add('what a policy of the state machine allows is not known here');
      return [];
    });
    // SAM adds what tracing needs.
    if (properties.Tracing !== undefined) statements.push(...this.awsPolicy('arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess', scope, doubts));
    return { label: `of "${logicalId}"`, statements, doubts, limits: limitsOf(machine) };
  }
}

/** Whether statements allow every action on every resource. */
export function allowsEverything(statements: readonly Statement[]): boolean {
  return statements.some(({ effect, actions, notActions, resources, notResources, conditions, doubtful }) => (
    effect === 'Allow' && !notActions && !notResources && !doubtful && conditions.length === 0
    && actions.all.some(({ key }) => key === '*') && resources.all.some(({ key }) => key === '*')));
}

function limitsOf({ properties }: DeclaredResource): ReadonlySet<string> {
  return new Set(properties.PermissionsBoundary === undefined ? [] : ['the role has a permissions boundary']);
}
