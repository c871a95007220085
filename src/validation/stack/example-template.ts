interface Properties {
  readonly machine?: object;
  readonly role?: object;
  readonly resources?: object;
}

/** The templates of the rules' examples: a state machine, its role, and what else is there. */
export function exampleTemplate(states: object, statements: readonly object[], more: Properties = {}): object {
  return {
    Resources: {
      Orders: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { RoleArn: { 'Fn::GetAtt': ['OrdersRole', 'Arn'] }, Definition: { StartAt: Object.keys(states)[0], States: states }, ...more.machine },
      },
      OrdersRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
          ...(statements.length > 0 && { Policies: [{ PolicyName: 'Tasks', PolicyDocument: { Statement: statements } }] }),
          ...more.role,
        },
      },
      ...more.resources,
    },
  };
}

/** A task that invokes the function with a logical id. */
export const invokes = (logicalId: string, more: object = { End: true }): object => ({
  Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: { 'Fn::GetAtt': [logicalId, 'Arn'] } }, ...more,
});

export const allow = (action: string | readonly string[], resource: unknown): object => ({ Effect: 'Allow', Action: action, Resource: resource });
