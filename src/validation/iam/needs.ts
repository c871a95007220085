import { MatchText } from './match';
import { CallParameters, Given, referredResource, textOfNode } from './parameters';
import { DISTRIBUTED_MAP, Integration, LOGGING, Permission, permissionsOf, TRACING } from './permissions';
import { RequestContext } from './policy';
import { AskedResource, AskedResources } from './resources';
import { AslDocument } from '../../asl/document';
import { JsonNode, ObjectNode } from '../../asl/json/nodes';
import { isJsonObject, JsonValue } from '../../asl/json-value';
import { ReferenceReader, ReferenceText } from '../../definitions/reference-text';
import { DeclaredResource } from '../../definitions/template-scope';
import { Flow } from '../flow/flow';
import { resourceOf } from '../resource';
import { State } from '../structure';
import { Walk } from '../walk';

/** Something that the role of a state machine has to allow. */
export interface Need {
  readonly actions: readonly string[];
  readonly resource: AskedResource;
  readonly for: Permission['for'];
  readonly context: RequestContext;
  /** The state that needs it, and where in the definition that shows; for the machine itself neither. */
  readonly state?: State;
  readonly node?: JsonNode;
  /** What needs it, where it is no task: `tracing`. */
  readonly what?: string;
  /** The role that a task takes instead of the machine's own. */
  readonly credentials?: Credentials;
}

/** A role that a task takes. */
export interface Credentials {
  readonly arn: ReferenceText;
  /** Its resource, where the app makes it. */
  readonly declared?: DeclaredResource;
}

export interface Needs {
  readonly needs: readonly Need[];
  /** What could not be found out, for a sentence. */
  readonly unknown: ReadonlySet<string>;
}

const NOTHING: RequestContext = new Map();

/** What a state machine's role has to allow: for its tasks, and for what Step Functions does beside. */
export function needsOf(machine: DeclaredResource, document: AslDocument | undefined, reader: ReferenceReader): Needs {
  const found = new Found(machine, reader);
  if (document) {
    new Walk([{
      state: (state) => found.state(state),
      scope: ({ owner, distributed, node }) => {
        if (owner && distributed) found.distributedMap(owner, node);
      },
    }], new Flow()).document(document);
  }
  found.machine();
  return { needs: found.needs, unknown: found.unknown };
}

class Found {
  public readonly needs: Need[] = [];
  public readonly unknown = new Set<string>();
  private readonly resources: AskedResources;

  constructor(private readonly self: DeclaredResource, private readonly reader: ReferenceReader) {
    this.resources = new AskedResources(self, reader);
  }

  public state(state: State): void {
    if (state.type === 'Task') this.task(state);
    if (state.type === 'Map') {
      this.part(state, state.node.get('ItemReader'), undefined);
      this.part(state, state.node.get('ResultWriter'), 's3:putObject');
    }
  }

  public distributedMap(state: State, node: ObjectNode): void {
    const at = node.get('ProcessorConfig') ?? node;
    this.add(DISTRIBUTED_MAP, this.parameters(undefined, state), { state, node: at });
  }

  /** What the machine needs whatever its states are. */
  public machine(): void {
    const { properties, type } = this.self;
    const none = this.parameters(undefined, undefined);
    const logging = properties[type === 'AWS::Serverless::StateMachine' ? 'Logging' : 'LoggingConfiguration'];
    if (isJsonObject(logging) && typeof logging.Level === 'string' && logging.Level !== 'OFF') this.add([LOGGING], none, { what: 'Logging' });
    const tracing = properties[type === 'AWS::Serverless::StateMachine' ? 'Tracing' : 'TracingConfiguration'];
    if (isJsonObject(tracing) && tracing.Enabled === true) this.add([TRACING], none, { what: 'Tracing' });
    const encryption = properties.EncryptionConfiguration;
    if (isJsonObject(encryption) && encryption.Type === 'CUSTOMER_MANAGED_KMS_KEY' && encryption.KmsKeyId !== undefined) {
      const context = new Map([['kms:encryptioncontext:aws:states:statemachinearn', new MatchText(this.reader.arnOf(this.self))]]);
      this.key(encryption.KmsKeyId, ['kms:Decrypt', 'kms:GenerateDataKey'], { what: 'The encryption of the state machine', context });
    }
  }

  private task(state: State): void {
    const node = state.node.get('Resource');
    if (!node) return;
    const where = { state, node, credentials: this.credentials(state) };
    const parameters = this.parameters(state.node.get(state.language === 'JSONata' ? 'Arguments' : 'Parameters'), state);
    const called = resourceOf(node);
    if (called?.activity) return;
    if (called?.service !== undefined && called.action !== undefined) {
      this.call({ service: called.service, action: called.action, pattern: called.pattern }, parameters, where);
      return;
    }
    // The ARN of a function or an activity.
    const text = textOfNode(node, 'JSONPath', this.reader, this.self.scope);
    const service = text === 'later' ? undefined : serviceOf(text);
    if (service === 'lambda') this.push({ actions: ['lambda:InvokeFunction'], for: 'task' }, this.resources.function(text, undefined, referredResource(node, this.reader)), parameters, where);
    else if (service !== 'states') this.unknown.add(`what state "${state.name}" calls`);
  }

  /** The reader of a Map's items, or the writer of its results, whose resource has one value only and may be left out. */
  private part(state: State, node: JsonNode | undefined, only: string | undefined): void {
    if (node?.kind !== 'object') return;
    const resource = node.get('Resource');
    const called = resource && resourceOf(resource);
    const [service, action] = called?.service !== undefined ? [called.service, called.action] : only?.split(':') ?? [];
    if (service === undefined || action === undefined) return;
    const parameters = node.get('Arguments') ?? node.get('Parameters');
    // A writer may only transform the results, and write them nowhere.
    if (only !== undefined && !parameters) return;
    this.call({ service, action }, this.parameters(parameters, state), { state, node: resource ?? node });
  }

  private call(integration: Integration, parameters: CallParameters, where: Where): void {
    const permissions = permissionsOf(integration);
    const name = `${integration.service}:${integration.action}`;
    if (!permissions) {
      this.unknown.add(`which permissions "${name}" needs`);
      return;
    }
    if (where.credentials) {
      const { arn, declared } = where.credentials;
      this.needs.push({ actions: ['sts:AssumeRole'], resource: { arns: arn.length > 0 ? [arn] : [], declared }, for: 'task', context: NOTHING, state: where.state, node: where.node });
    }
    this.add(permissions, parameters, where);
  }

  private add(permissions: readonly Permission[], parameters: CallParameters, where: Where): void {
    for (const permission of permissions) {
      if (permission.when) {
        const value = parameters.get(permission.when.parameter);
        if (value === undefined || value === 'later' || value[0] !== permission.when.is) continue;
      }
      for (const resource of this.resources.of(permission.on, parameters)) this.push(permission, resource, parameters, where);
    }
  }

  private push({ actions, for: purpose, context }: Permission, resource: AskedResource, parameters: CallParameters, where: Where): void {
    this.needs.push({ actions, resource, for: purpose, context: contextOf(context, parameters, resource, this.reader), ...where });
    if (purpose === 'task') this.keyOf(actions[0], resource, where);
  }

  /** What is encrypted with a key of the customer's needs the key as well. */
  private keyOf(action: string, { declared }: AskedResource, where: Where): void {
    const use = declared && ENCRYPTED.get(`${declared.type} ${action}`);
    const key = use?.key(declared!.properties);
    if (!use || key === undefined) return;
    this.key(key, use.actions, where, declared);
  }

  private key(
    key: JsonValue, actions: readonly string[], where: Where & { readonly context?: RequestContext }, of: DeclaredResource = this.self,
  ): void {
    const declared = this.reader.resource(key, of.scope);
    const arn = declared?.type === 'AWS::KMS::Key' ? this.reader.arnOf(declared) : this.reader.text(key, of.scope);
    // An alias may stand for any key; that of a service is AWS's own.
    const text = typeof arn[0] === 'string' ? arn[0] : '';
    if (/^alias\/aws\//.test(text)) return;
    const byId = typeof arn[0] === 'string' && !text.startsWith('arn:');
    if (/^alias\/|:alias\//.test(text) || declared?.type === 'AWS::KMS::Alias') {
      this.needs.push({ context: NOTHING, ...where, actions, resource: { arns: [], declared }, for: 'task' });
      return;
    }
    const asked = byId ? this.reader.arnIn(of.scope, 'kms:R:A:key/N', arn) : arn;
    this.needs.push({ context: NOTHING, ...where, actions, for: 'task', resource: { arns: [asked], declared } });
  }

  private parameters(node: JsonNode | undefined, state: State | undefined): CallParameters {
    return new CallParameters(node, state?.language, this.reader, this.self.scope);
  }

  private credentials(state: State): Credentials | undefined {
    const node = state.node.get('Credentials');
    if (!node) return undefined;
    const role = node.kind === 'object' ? node.get('RoleArn') : undefined;
    const text: Given = role ? textOfNode(role, state.language, this.reader, this.self.scope) : 'later';
    return text === 'later' ? { arn: [] } : { arn: text, declared: role && referredResource(role, this.reader) };
  }
}

type Where = Pick<Need, 'state' | 'node' | 'what' | 'credentials'>;

function serviceOf(text: ReferenceText): string | undefined {
  const known = text.map((part) => (typeof part === 'string' ? part : part.kind === 'open' || part.kind === 'identity' ? '' : 'x')).join('');
  return /^arn:[^:]*:([a-z0-9-]+):/.exec(known)?.[1];
}

function contextOf(context: Permission['context'], parameters: CallParameters, { qualifier }: AskedResource, reader: ReferenceReader): RequestContext {
  const entries: [string, MatchText][] = [];
  for (const [key, value] of Object.entries(context ?? {})) {
    const name = /^\{(.+)\}$/.exec(value)?.[1];
    const given = name === undefined ? [value] : parameters.get(name);
    if (given !== undefined) entries.push([key.toLowerCase(), new MatchText(given === 'later' ? [reader.later] : given)]);
  }
  if (qualifier) entries.push(['states:statemachinequalifier', new MatchText(qualifier)]);
  return entries.length === 0 ? NOTHING : new Map(entries);
}

interface Encryption {
  readonly actions: readonly string[];
  key(properties: DeclaredResource['properties']): JsonValue | undefined;
}

const own = (value: JsonValue | undefined, name: string) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);

function bucketKey(properties: DeclaredResource['properties']): JsonValue | undefined {
  const rules = own(properties.BucketEncryption, 'ServerSideEncryptionConfiguration');
  const byDefault = own(Array.isArray(rules) ? rules[0] as JsonValue : undefined, 'ServerSideEncryptionByDefault');
  return own(byDefault, 'SSEAlgorithm') === 'AES256' ? undefined : own(byDefault, 'KMSMasterKeyID');
}

/**
 * What the caller needs of the key of an encrypted resource, by the type of the resource and the action.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
const ENCRYPTED: ReadonlyMap<string, Encryption> = new Map<string, Encryption>([
  ['AWS::SQS::Queue sqs:SendMessage', { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], key: ({ KmsMasterKeyId }) => KmsMasterKeyId }],
  ['AWS::SQS::Queue sqs:ReceiveMessage', { actions: ['kms:Decrypt'], key: ({ KmsMasterKeyId }) => KmsMasterKeyId }],
  ['AWS::SNS::Topic sns:Publish', { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], key: ({ KmsMasterKeyId }) => KmsMasterKeyId }],
  ['AWS::S3::Bucket s3:GetObject', { actions: ['kms:Decrypt'], key: bucketKey }],
  ['AWS::S3::Bucket s3:PutObject', { actions: ['kms:GenerateDataKey'], key: bucketKey }],
  ['AWS::SecretsManager::Secret secretsmanager:GetSecretValue', { actions: ['kms:Decrypt'], key: ({ KmsKeyId }) => KmsKeyId }],
]);
