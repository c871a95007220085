import type { Integration } from '../integration';
import type { IamNeed } from './iam-needs';

/** Parameters by which a service is given a role that it takes on. */
const ROLES = ['ExecutionRoleArn', 'FlowDefinitionRoleArn', 'IamRoleArn', 'JobFlowRole', 'NodeRole', 'PodExecutionRoleArn', 'Role', 'RoleARN', 'RoleArn', 'ServiceRole',
  'ServiceRoleArn', 'ServiceRoleOverride', 'TaskRoleArn'];

/** Services whose roles are taken on by the caller, or only named. */
const NAMES_ONLY = new Set(['iam', 'sts', 'rolesanywhere', 'ssoadmin']);

/** Actions that can pass roles that are inside of a parameter. */
const INSIDE: { readonly [call: string]: string } = {
  'ecs:runTask': 'the task definition has roles, or "Overrides" names some',
  'aws-sdk:ecs:runTask': 'the task definition has roles, or "Overrides" names some',
  'aws-sdk:scheduler:createSchedule': '"Target" names a role',
  'aws-sdk:scheduler:updateSchedule': '"Target" names a role',
  'aws-sdk:eventbridge:putTargets': '"Targets" name roles',
  'aws-sdk:ec2:runInstances': '"IamInstanceProfile" is given',
};

/** `iam:PassRole`, for calls that give a role to a service. */
export function passedRoles({ kind, service, action, parameters }: Integration): IamNeed[] {
  if (NAMES_ONLY.has(service)) {
    return [];
  }
  const inside = INSIDE[`${kind === 'sdk' ? 'aws-sdk:' : ''}${service}:${action}`];
  return [
    ...ROLES.filter((name) => parameters?.has(name)).map((name): IamNeed => ({
      actions: ['iam:PassRole'],
      resources: [`arn:\${Partition}:iam::\${Account}:role/{${name}}`],
      ...!parameters!.get(name)!.required && { when: `"${name}" is given` },
    })),
    ...inside === undefined ? [] : [{ actions: ['iam:PassRole'], resources: ['*'], when: inside }],
  ];
}
