import { isJsonObject } from '../../../asl/json-value';
import { FindingSeverity } from '../../finding';
import { cut, either } from '../../wording';
import { allow, exampleTemplate } from '../example-template';
import { defineStackRule } from '../stack-rule';

const TYPES = ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'];
const [SHORTEST, LONGEST] = [60, 900];
const KEY = { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } } };
const encrypted = (configuration: object) => exampleTemplate({ Done: { Type: 'Succeed' } }, [allow(['kms:Decrypt', 'kms:GenerateDataKey'], { 'Fn::GetAtt': ['Key', 'Arn'] })], {
  machine: { EncryptionConfiguration: configuration }, resources: KEY,
});

/**
 * A state machine that is encrypted with a key of the customer names the key, and for how long a data key is used.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html
 */
export const encryptionConfiguration = defineStackRule({
  id: 'ASL905',
  name: 'encryption-configuration',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'InvalidEncryptionConfiguration',
  summary: 'A state machine that is encrypted with a key of the customer names the key, and uses a data key for 60 to 900 seconds.',
  why: 'AWS refuses the state machine.',
  fix: 'Give "KmsKeyId", and 60 to 900 seconds or none at all.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html',
  messages: {
    key: () => 'EncryptionConfiguration has the type "CUSTOMER_MANAGED_KMS_KEY" and no "KmsKeyId".',
    period: (seconds: string) => `EncryptionConfiguration has ${seconds} in "KmsDataKeyReusePeriodSeconds". It must be a whole number from ${SHORTEST} to ${LONGEST}.`,
    type: (type: string) => `EncryptionConfiguration has the type "${type}". It must be ${either(TYPES)}.`,
  },
  examples: {
    good: [{ template: encrypted({ Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, KmsDataKeyReusePeriodSeconds: 300 }) }],
    bad: [
      {
        template: encrypted({ Type: 'CUSTOMER_MANAGED_KMS_KEY' }),
        findings: [{ at: '', says: 'EncryptionConfiguration has the type "CUSTOMER_MANAGED_KMS_KEY" and no "KmsKeyId".' }],
      },
      {
        template: encrypted({ Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: { Ref: 'Key' }, KmsDataKeyReusePeriodSeconds: 1000 }),
        findings: [{ at: '', says: 'EncryptionConfiguration has 1000 in "KmsDataKeyReusePeriodSeconds". It must be a whole number from 60 to 900.' }],
      },
      {
        template: encrypted({ Type: 'CUSTOMER_MANAGED_KEY', KmsKeyId: { Ref: 'Key' } }),
        findings: [{ at: '', says: 'EncryptionConfiguration has the type "CUSTOMER_MANAGED_KEY". It must be "AWS_OWNED_KEY" or "CUSTOMER_MANAGED_KMS_KEY".' }],
      },
    ],
  },
  check: ({ analysis: { machine: { properties } }, report }) => {
    const configuration = properties.EncryptionConfiguration;
    if (!isJsonObject(configuration)) return;
    const { Type: type, KmsKeyId: key, KmsDataKeyReusePeriodSeconds: period } = configuration;
    if (typeof type === 'string' && !TYPES.includes(type)) report('type', { property: 'EncryptionConfiguration/Type' }, [cut(type)]);
    if (type === 'CUSTOMER_MANAGED_KMS_KEY' && key === undefined) report('key', { property: 'EncryptionConfiguration' }, []);
    if (typeof period !== 'number' && typeof period !== 'string') return;
    const seconds = Number(period);
    if (!Number.isInteger(seconds) || seconds < SHORTEST || seconds > LONGEST) {
      report('period', { property: 'EncryptionConfiguration/KmsDataKeyReusePeriodSeconds' }, [cut(String(period))]);
    }
  },
});
