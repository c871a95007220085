import { AslDocument } from '../../asl/document';
import { joined, ReferenceReader, ReferenceText, shownText } from '../../definitions/reference-text';
import { DeclaredResource } from '../../definitions/template-scope';
import { Judge, Verdict } from '../iam/judge';
import { MatchText } from '../iam/match';
import { Need, Needs, needsOf } from '../iam/needs';
import { ResourcePolicies } from '../iam/resource-policies';
import { allowsEverything, RoleAccess, Roles } from '../iam/role';
import { cut } from '../wording';

/** Actions that a role does not allow on a resource, for one state. */
export interface Missing {
  readonly need: Need;
  readonly actions: readonly string[];
  /** Whether a statement denies them. */
  readonly denied: boolean;
  readonly role: RoleAccess;
  /** On what the role allows the first of the actions. */
  readonly allowedOn: readonly MatchText[];
  /** Conditions under which the role would allow it, and which do not hold. */
  readonly conditions: readonly string[];
}

/** What is found out once for all state machines of an app. Made for one look, while no template changes. */
export class AppAccess {
  public readonly reader = new ReferenceReader();
  public readonly roles = new Roles(this.reader);
  public readonly resourcePolicies = new ResourcePolicies(this.reader);
}

/** What the rules ask about a state machine in a stack. Found out when it is asked for. */
export class StackAnalysis {
  public readonly reader: ReferenceReader;
  private readonly judges = new Map<RoleAccess, Judge>();
  private access: RoleAccess | undefined;
  private found: Needs | undefined;
  private judged: { readonly missing: readonly Missing[]; readonly unsure: ReadonlySet<string> } | undefined;

  /**
   * @param machine the resource
   * @param document its definition, where that can be read
   * @param inApp whether the machine is a construct, and not a resource of a template that is read
   * @param app what is known from other state machines of the app
   */
  constructor(
    readonly machine: DeclaredResource, readonly document: AslDocument | undefined, readonly inApp: boolean, private readonly app: AppAccess,
  ) {
    this.reader = app.reader;
  }

  public get role(): RoleAccess {
    return this.access ??= this.app.roles.ofMachine(this.machine);
  }

  public get needs(): Needs {
    return this.found ??= needsOf(this.machine, this.document, this.reader);
  }

  /** What the role certainly does not allow. */
  public get missing(): readonly Missing[] {
    return this.verdicts().missing;
  }

  /** Why some of what is needed could not be judged. */
  public get unsure(): ReadonlySet<string> {
    return this.verdicts().unsure;
  }

  /** A resource as a text of the template: `${Charge.Arn}`. */
  public shown({ resource: { arns: [arn], declared } }: Need): string {
    return cut(shownText(arn ? this.shortened(arn, declared) : []), 300);
  }

  /** The ARN with that of its resource in one piece, as a template would refer to it. */
  private shortened(arn: ReferenceText, declared: DeclaredResource | undefined): ReferenceText {
    if (!declared) return arn;
    const whole = new MatchText(this.reader.arnOf(declared));
    const { key } = new MatchText(arn);
    if (whole.key === key) return [this.reference(declared)];
    if (!key.startsWith(`${whole.key}/`) && !key.startsWith(`${whole.key}:`)) return arn;
    const rest = arn.slice(whole.text.length);
    const last = whole.text[whole.text.length - 1];
    const cutPart = arn[whole.text.length - 1];
    return joined([this.reference(declared), ...(typeof last === 'string' && typeof cutPart === 'string' ? [cutPart.slice(last.length)] : []), ...rest]);
  }

  private reference({ logicalId, type }: DeclaredResource): string {
    return REF_IS_ARN.has(type) ? `\${${logicalId}}` : `\${${logicalId}.Arn}`;
  }

  private verdicts() {
    if (this.judged) return this.judged;
    const missing: Missing[] = [];
    const unsure = new Set<string>(allowsEverything(this.role.statements) ? [] : this.needs.unknown);
    for (const need of this.needs.needs) {
      const judge = this.judgeOf(need);
      if (!judge) continue;
      const verdicts = need.actions.map((action): readonly [string, Verdict] => [action, judge.of(action, need)]);
      for (const denied of [false, true]) {
        const actions = verdicts.filter(([, { verdict }]) => verdict === (denied ? 'denied' : 'missing')).map(([action]) => action);
        const [first] = actions;
        if (first === undefined) continue;
        missing.push({ need, actions, denied, role: judge.role, allowedOn: judge.allowedOn(first), conditions: judge.brokenConditions(first, need) });
      }
      for (const [, { why = [] }] of verdicts) for (const each of why) unsure.add(each);
    }
    return this.judged = { missing, unsure };
  }

  /** The role that a task acts as; undefined where that is a role of which nothing is known. */
  private judgeOf({ credentials, actions }: Need): Judge | undefined {
    let role = this.role;
    if (credentials && actions[0] !== 'sts:AssumeRole') {
      if (!credentials.declared) return undefined;
      role = this.app.roles.ofText(credentials.arn, credentials.declared, this.machine.scope);
    }
    let judge = this.judges.get(role);
    if (!judge) this.judges.set(role, judge = new Judge(role, this.app.roles, this.app.resourcePolicies, this.machine.scope));
    return judge;
  }
}

const REF_IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine', 'AWS::StepFunctions::Activity', 'AWS::Batch::JobQueue', 'AWS::ECS::TaskDefinition', 'AWS::Lambda::Alias']);
