import type { Integration } from '../integration';
import { optimizedNeeds } from './optimized-needs';
import { passedRoles } from './passed-roles';
import { sdkNeeds } from './sdk-needs';

/** What the role of a state machine must allow so that a task can make its call. */
export interface IamNeed {
  /** IAM actions: `dynamodb:PutItem`. Capital letters do not count. */
  readonly actions: readonly string[];
  /**
   * The ARNs on which they must be allowed, to be filled by `fillArn`: `{TableName}` stands for the value of that parameter, `${Region}` and the
   * like for those of the state machine. `*` where the action is not for one resource, or where the parameters do not say for which.
   */
  readonly resources: readonly string[];
  /** When it is needed, where it is not always: `the task is stopped or times out`. */
  readonly when?: string;
}

/** What a call needs; undefined where it is not known. */
export function iamOf(integration: Integration): readonly IamNeed[] | undefined {
  const needs = integration.kind === 'sdk' ? sdkNeeds(integration) : optimizedNeeds(integration);
  return needs && [...needs, ...passedRoles(integration)];
}
