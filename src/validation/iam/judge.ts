import { Certainty, MatchText } from './match';
import { Need } from './needs';
import { brokenConditions, conditionsHold, RequestContext, speaksOfAction, speaksOfResource, Statement } from './policy';
import { ResourcePolicies } from './resource-policies';
import { RoleAccess, Roles } from './role';
import { TemplateScope } from '../../definitions/template-scope';

/** Whether a role allows what is needed. */
export interface Verdict {
  readonly verdict: 'allowed' | 'missing' | 'denied' | 'unsure';
  /** Why it is not sure. */
  readonly why?: readonly string[];
}

const ALLOWED: Verdict = { verdict: 'allowed' };

/** Judges what a role allows. What was judged once is kept: many tasks need the same. */
export class Judge {
  private readonly verdicts = new Map<string, Verdict>();
  private readonly allowed = new Map<string, readonly MatchText[]>();
  private readonly ofAction = new Map<string, readonly Speaking[]>();
  private statements: readonly Statement[];
  private complete = false;

  constructor(
    readonly role: RoleAccess,
    private readonly roles: Roles,
    private readonly resourcePolicies: ResourcePolicies,
    private readonly from: TemplateScope,
  ) {
    this.statements = role.statements;
  }

  public of(action: string, need: Need): Verdict {
    const { resource, context } = need;
    const asked = resource.arns.map((arn) => new MatchText(arn).key);
    const key = JSON.stringify([action, asked, [...context].map(([name, value]) => [name, value.key])]);
    let verdict = this.verdicts.get(key);
    if (!verdict) this.verdicts.set(key, verdict = this.judged(action, need));
    return verdict;
  }

  /** The resources on which the role allows an action, for a sentence. */
  public allowedOn(action: string): readonly MatchText[] {
    let found = this.allowed.get(action);
    if (!found) {
      const resources = this.speaking(action).flatMap(({ statement: { effect, notResources, resources: { all } } }) => (effect === 'Allow' && !notResources ? all : []));
      this.allowed.set(action, found = [...new Map(resources.map((resource) => [resource.key, resource])).values()]);
    }
    return found;
  }

  /** The conditions under which the role would allow an action on what it is needed on, for a sentence. */
  public brokenConditions(action: string, { resource: { arns }, context }: Need): readonly string[] {
    const asked = arns.map((arn) => new MatchText(arn));
    return this.speaking(action).flatMap(({ statement }) => {
      if (statement.effect === 'Deny' || (asked.length > 0 && asked.every((arn) => speaksOfResource(statement, arn) === Certainty.NO))) return [];
      return brokenConditions(statement, context);
    });
  }

  private judged(action: string, need: Need): Verdict {
    const { resource, context } = need;
    const arns = resource.arns.map((arn) => new MatchText(arn));
    const verdict = this.by(action, arns, context);
    if (verdict.verdict === 'allowed' || this.complete) return this.unlessAllowedElsewhere(verdict, action, need);
    // Policies in other stacks of the app are looked at only where those beside the role do not allow it.
    this.statements = [...this.statements, ...this.roles.further(this.role, this.from)];
    this.complete = true;
    this.ofAction.clear();
    this.allowed.clear();
    return this.unlessAllowedElsewhere(this.by(action, arns, context), action, need);
  }

  private unlessAllowedElsewhere(verdict: Verdict, action: string, { resource }: Need): Verdict {
    const { declared } = resource;
    if (verdict.verdict !== 'missing' || !declared || !this.resourcePolicies.mayAllow(declared, action, this.role.resource)) return verdict;
    return unsure(`the policy of "${declared.logicalId}" itself may allow it`);
  }

  private by(action: string, arns: readonly MatchText[], context: RequestContext): Verdict {
    let allowed = Certainty.NO;
    let denied = Certainty.NO;
    for (const { statement, certainty } of this.speaking(action)) {
      const allow = statement.effect === 'Allow';
      if (allow && allowed === Certainty.YES) continue;
      const conditions = conditionsHold(statement, context);
      const resources = arns.length === 0 ? anyResource(statement) : best(arns.map((arn) => speaksOfResource(statement, arn)), allow);
      const found = Math.min(certainty, conditions, resources, statement.doubtful ? Certainty.PERHAPS : Certainty.YES);
      if (allow) allowed = Math.max(allowed, found);
      else denied = Math.max(denied, found);
    }
    if (denied === Certainty.YES) return { verdict: 'denied' };
    if (denied === Certainty.PERHAPS && allowed > Certainty.NO) return unsure('a statement that denies may apply');
    if (allowed === Certainty.YES) return this.role.limits.size > 0 ? unsure(...this.role.limits) : ALLOWED;
    if (allowed === Certainty.PERHAPS) return unsure('a condition, or a value that is known only at deploy, decides it');
    return this.role.doubts.size > 0 ? unsure(...this.role.doubts) : { verdict: 'missing' };
  }

  private speaking(action: string): readonly Speaking[] {
    let found = this.ofAction.get(action);
    if (!found) {
      const asked = new MatchText([action.toLowerCase()]);
      found = this.statements
        .map((statement) => ({ statement, certainty: speaksOfAction(statement, asked) }))
        .filter(({ certainty }) => certainty > Certainty.NO);
      this.ofAction.set(action, found);
    }
    return found;
  }
}

interface Speaking {
  readonly statement: Statement;
  readonly certainty: Certainty;
}

const unsure = (...why: string[]): Verdict => ({ verdict: 'unsure', why });

/** Of several ARNs under which a resource may be seen, one is enough to be allowed, and only all are sure to be denied. */
const best = (found: readonly Certainty[], allow: boolean): Certainty => (allow ? Math.max(...found) : Math.min(...found)) as Certainty;

/** Where the resource is known only when the task runs, whatever the statement speaks of may be it; to be denied, it has to be all. */
function anyResource({ effect, resources, notResources }: Statement): Certainty {
  if (effect === 'Allow') return resources.all.length > 0 ? Certainty.YES : Certainty.NO;
  return !notResources && resources.all.some(({ key }) => key === '*') ? Certainty.YES : Certainty.PERHAPS;
}
