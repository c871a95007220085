const MASKED_ROLE = 'The recorder has replaced the ARN of the role by "<trusted_role_arn>" in the events, and not in the definition.';

/** Recordings that do not agree with their own definition, and why. */
export const NOT_REPLAYED: { readonly [name: string]: string } = {
  'activities.activity-task-on-deleted': 'AWS looks whether the activity exists before it schedules it; a definition does not tell.',
  'credentials.credentials-base.cross-account-lambda-task': MASKED_ROLE,
  'credentials.credentials-base.cross-account-service-lambda-invoke': MASKED_ROLE,
  'credentials.credentials-base.cross-account-service-lambda-invoke-retry': MASKED_ROLE,
  'credentials.credentials-base.cross-account-states-start-sync-execution.sfn-start-execution-sync-role-arn-intrinsic': MASKED_ROLE,
  'credentials.credentials-base.cross-account-states-start-sync-execution.sfn-start-execution-sync-role-arn-jsonata': MASKED_ROLE,
  'credentials.credentials-base.cross-account-states-start-sync-execution.sfn-start-execution-sync-role-arn-path': MASKED_ROLE,
  'credentials.credentials-base.cross-account-states-start-sync-execution.sfn-start-execution-sync-role-arn-path-context': MASKED_ROLE,
  'credentials.credentials-base.cross-account-states-start-sync-execution.sfn-start-execution-sync-role-arn-variable': MASKED_ROLE,
  'intrinsic-functions.math-operations.math-random-seeded': 'The recorder has replaced the random number by a text, and a type is compared.',
  'scenarios.base-scenarios.lambda-invoke-with-retry-extended-input': 'Recorded before AWS put RedriveCount into the context object.',
  'services.apigetway-task-service.invoke-with-headers.singlestringheader': 'AWS checks the parameters of apigateway:invoke before it calls; a simulation does not.',
};
