import { StackRule } from '../stack-rule';
import { creationPermissions } from './creation-permissions';
import { encryptionConfiguration } from './encryption-configuration';
import { everythingAllowed } from './everything-allowed';
import { loggingConfiguration } from './logging-configuration';
import { permissionsNotJudged } from './permissions-not-judged';
import { supportingPermissions } from './supporting-permissions';
import { taskPermissions } from './task-permissions';
import { unusedStates } from './unused-states';

/** The rules about a state machine as a resource of a stack, in the order of their ids. */
export const STACK_RULES: readonly StackRule[] = [
  taskPermissions,
  everythingAllowed,
  unusedStates,
  loggingConfiguration,
  encryptionConfiguration,
  creationPermissions,
  supportingPermissions,
  permissionsNotJudged,
];
