import { Annotations, CfnDynamicReference, CfnParameter, IResolvable, Reference, SecretValue, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { misuse } from '../misuse';
import { acknowledgementId } from '../validation/cdk/acknowledgements';

/** https://docs.aws.amazon.com/appsync/latest/APIReference/API_PutGraphqlApiEnvironmentVariables.html */
const [MOST, LONGEST_VALUE] = [50, 512];
const KEY = /^[A-Za-z]\w{1,63}$/;
/** References to parameters that are no secrets are of the service "ssm". */
const SECRET = /\{\{resolve:(?:secretsmanager|ssm-secure):/;

/**
 * Refuses what AppSync does not take as environment variables, and warns of secrets, which whoever may read the API would read, too.
 *
 * @internal
 */
export function checkEnvironment(api: Construct, variables: { readonly [key: string]: string } = {}): void {
  const entries = Object.entries(variables);
  if (entries.length > MOST) throw misuse(api, `"environmentVariables" has ${entries.length} variables. It has to have at most ${MOST}.`);
  for (const [key, value] of entries) {
    if (!Token.isUnresolved(key) && !KEY.test(key)) {
      throw misuse(api, `"environmentVariables" has "${key.slice(0, 100)}". A name has 2 to 64 letters, digits and "_", and begins with a letter.`);
    }
    if (typeof value !== 'string') throw misuse(api, `"environmentVariables.${key}" is ${JSON.stringify(value)}. It has to be a text.`);
    if (!Token.isUnresolved(value) && value.length > LONGEST_VALUE) {
      throw misuse(api, `"environmentVariables.${key}" has ${value.length.toLocaleString('en-US')} characters. It has to have at most ${LONGEST_VALUE}.`);
    }
  }
  const secrets = entries.filter(([, value]) => isSecret(api, value)).map(([key]) => `"${key}"`);
  if (secrets.length === 0) return;
  Annotations.of(api).addWarningV2(acknowledgementId('ApiEnvironmentSecret'), `"environmentVariables" has ${secrets.join(', ')} from a secret. CloudFormation puts its value into the settings of the API, where it stands in clear. `
    + 'Have a Lambda function read the secret where it is needed, or acknowledge this where everybody who sees the API may know it.');
}

function isSecret(api: Construct, value: string): boolean {
  const { tokens } = Tokenization.reverseString(value);
  if (tokens.some((token) => SecretValue.isSecretValue(token) || isHidden(token))) return true;
  // What a secret of this app is referred to by is put together at deploy.
  const references = tokens.filter((token) => token instanceof CfnDynamicReference).map((token) => JSON.stringify(Stack.of(api).resolve(token)));
  return [value, ...references].some((text) => SECRET.test(text));
}

/** Whether it is a parameter that CloudFormation does not show. */
function isHidden(token: IResolvable): boolean {
  return Reference.isReference(token) && token.target instanceof CfnParameter && token.target.noEcho;
}
