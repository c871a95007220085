import { CallParameters, Given } from './parameters';
import { isJsonObject, JsonValue } from '../../asl/json-value';
import { joined, Mark, plainText, ReferenceReader, ReferenceText, splitText } from '../../definitions/reference-text';
import { DeclaredResource } from '../../definitions/template-scope';

/** A resource that a call is made on. */
export interface AskedResource {
  /** Its ARN; where IAM may see it under one of several, all of them. Empty where it is known only when the task runs. */
  readonly arns: readonly ReferenceText[];
  /** Its resource, where the app makes it. */
  readonly declared?: DeclaredResource;
  /** The version or the alias that is called, where IAM asks for it beside the ARN. */
  readonly qualifier?: ReferenceText;
}

const LATER: AskedResource = { arns: [] };
const TASK_DEFINITION = new Set(['AWS::ECS::TaskDefinition']);

/** Says on which resources calls of a state machine are made. */
export class AskedResources {
  constructor(private readonly machine: DeclaredResource, private readonly reader: ReferenceReader) {}

  /** The resources of a permission: see `Permission.on`. */
  public of(on: string | undefined, parameters: CallParameters): readonly AskedResource[] {
    switch (on) {
      case undefined: return [LATER];
      case '*': return [{ arns: [['*']] }];
      case '@self': return [this.self()];
      case '@ownExecution': return [{ arns: [this.arn('states:R:A:execution:N', [...this.reader.nameOf(this.machine), ':', this.reader.later])] }];
      case '@stateMachine': return [this.stateMachine(parameters)];
      case '@execution': return [this.execution(parameters)];
      case '@function': return [this.function(parameters.get('FunctionName'), parameters.get('Qualifier'), parameters.resource('FunctionName'))];
      case '@queue': return [this.queue(parameters)];
      case '@topic': return [this.topic(parameters)];
      case '@eventBuses': return this.eventBuses(parameters);
      case '@object': return [this.object(parameters, 'Key', false)];
      case '@objects': return [this.object(parameters, 'Prefix', true)];
      case '@secret': return [this.secret(parameters)];
      case '@connection': return [this.connection(parameters)];
      case '@connectionSecret': return [this.connectionSecret(parameters)];
      case '@taskDefinition': return [this.taskDefinition(parameters)];
      case '@taskRoles': return this.taskRoles(parameters);
      default: return [this.filled(on, parameters)];
    }
  }

  /** A function that is called by its name or by an ARN of any kind. */
  public function(name: Given | undefined, qualifier: Given | undefined, declared?: DeclaredResource): AskedResource {
    if (name === undefined || name === 'later') return LATER;
    const first = typeof name[0] === 'string' ? name[0] : '';
    const arn = first.startsWith('arn:') || isOpen(name) ? name
      // An ARN without what is before the account.
      : /^\d{12}:function:/.test(first) ? this.arn('lambda:R:N', name)
        : this.arn('lambda:R:A:function:N', name);
    if (qualifier === undefined) return { arns: [arn], declared };
    return { arns: [joined([...arn, ':', ...(qualifier === 'later' ? [this.reader.later] : qualifier)])], declared };
  }

  private self(): AskedResource {
    return { arns: [this.reader.arnOf(this.machine)], declared: this.machine };
  }

  private arn(pattern: string, name: ReferenceText): ReferenceText {
    return this.reader.arnIn(this.machine.scope, pattern, name);
  }

  /** An ARN made of parameters. */
  private filled(pattern: string, parameters: CallParameters): AskedResource {
    // The region and the account stand in front of every parameter.
    const [head, ...pieces] = pattern.split(/(\{[^}]*\})/);
    const parts: (string | Mark)[] = [...this.arn(head, [])];
    let declared: DeclaredResource | undefined;
    for (const [index, piece] of pieces.entries()) {
      const [, name, byDefault] = /^\{([^=}]+)(?:=(.*))?\}$/.exec(piece) ?? [];
      if (name === undefined || name === '?') {
        parts.push(name === undefined ? piece : this.reader.later);
        continue;
      }
      const value = parameters.get(name) ?? (byDefault === undefined ? 'later' : [byDefault]);
      if (index === 0) {
        if (value === 'later') return LATER;
        declared = parameters.resource(name);
        if (isArn(value) || isOpen(value)) return { arns: [value], declared };
      }
      parts.push(...(value === 'later' ? [this.reader.later] : value));
    }
    return { arns: [joined(parts)], declared };
  }

  private stateMachine(parameters: CallParameters): AskedResource {
    const value = parameters.get('StateMachineArn');
    if (value === undefined || value === 'later') return LATER;
    // A version or an alias is started with the right to start it, or the machine.
    const declared = parameters.resource('StateMachineArn');
    const released = this.releasedMachine(declared);
    const pieces = splitText(value, ':');
    const machine = released ? this.reader.arnOf(released) : pieces && pieces.length > 7 ? fromPieces(pieces.slice(0, 7)) : undefined;
    if (!machine) return { arns: [value], declared };
    const alias = declared?.type === 'AWS::StepFunctions::StateMachineAlias' ? declared.property('Name') : undefined;
    return { arns: [value, machine], declared, qualifier: alias === undefined ? pieces?.[7] : this.reader.text(alias, declared!.scope) };
  }

  /** The state machine of a version, or of an alias that leads to one. */
  private releasedMachine(declared: DeclaredResource | undefined): DeclaredResource | undefined {
    const read = (value: JsonValue | undefined) => this.reader.resource(value, declared!.scope);
    switch (declared?.type) {
      case 'AWS::StepFunctions::StateMachineVersion': return read(declared.property('StateMachineArn'));
      case 'AWS::StepFunctions::StateMachineAlias': {
        const { DeploymentPreference: preference, RoutingConfiguration: routing } = declared.properties;
        const version = isJsonObject(preference) ? preference : Array.isArray(routing) ? routing[0] : undefined;
        const found = isJsonObject(version) ? read(version.StateMachineVersionArn) : undefined;
        return found?.type === 'AWS::StepFunctions::StateMachineVersion' ? this.releasedMachine(found) : undefined;
      }
      default: return undefined;
    }
  }

  private execution(parameters: CallParameters): AskedResource {
    const value = parameters.get('StateMachineArn');
    const released = this.releasedMachine(parameters.resource('StateMachineArn'));
    const arn = released ? this.reader.arnOf(released) : value;
    const pieces = arn === undefined || arn === 'later' ? undefined : splitText(arn, ':');
    if (!pieces || pieces.length < 7) return LATER;
    return { arns: [fromPieces([...pieces.slice(0, 5), ['execution'], pieces[6], [this.reader.later]])] };
  }

  /** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. */
  private queue(parameters: CallParameters): AskedResource {
    const value = parameters.get('QueueUrl');
    if (value === undefined || value === 'later') return LATER;
    const declared = parameters.resource('QueueUrl');
    if (declared?.type === 'AWS::SQS::Queue') return { arns: [this.reader.arnOf(declared)], declared };
    const pieces = splitText(value, '/');
    if (pieces?.length !== 5) return { arns: [], declared };
    const host = splitText(pieces[2], '.');
    const [region, account] = [host?.[1] ?? [this.reader.later], pieces[3]];
    return { arns: [joined([...this.arn('sqs:', []), ...region, ':', ...account, ':', ...pieces[4]])], declared };
  }

  private topic(parameters: CallParameters): AskedResource {
    const name = parameters.get('TopicArn') === undefined ? 'TargetArn' : 'TopicArn';
    const value = parameters.get(name);
    // A message to a phone is on no resource.
    if (value === undefined || value === 'later') return LATER;
    return { arns: [value], declared: parameters.resource(name) };
  }

  private eventBuses(parameters: CallParameters): AskedResource[] {
    const buses = parameters.each('Entries', 'EventBusName') ?? ['later'];
    const seen = new Set<string>();
    return buses.map((bus) => {
      if (bus === 'later') return LATER;
      const name = bus ?? ['default'];
      return { arns: [isArn(name) || isOpen(name) ? name : this.arn('events:R:A:event-bus/N', name)] };
    }).filter((resource) => {
      const key = JSON.stringify(resource);
      return seen.has(key) ? false : seen.add(key);
    });
  }

  /** @param below whether it is any object whose key begins with the parameter */
  private object(parameters: CallParameters, keyName: string, below: boolean): AskedResource {
    const bucket = parameters.get('Bucket');
    if (bucket === undefined || bucket === 'later') return LATER;
    const key = parameters.get(keyName);
    const text: ReferenceText = key === undefined || key === 'later' ? [this.reader.later] : below ? [...key, '/', this.reader.later] : key;
    const declared = parameters.resource('Bucket');
    if (isOpen(bucket)) return { arns: [], declared };
    return { arns: [joined([...(isArn(bucket) ? bucket : this.arn('s3:::N', bucket)), '/', ...text])], declared };
  }

  private secret(parameters: CallParameters): AskedResource {
    const value = parameters.get('SecretId');
    if (value === undefined || value === 'later') return LATER;
    const declared = parameters.resource('SecretId');
    if (isArn(value) || isOpen(value) || declared) return { arns: [value], declared };
    return { arns: [this.arn('secretsmanager:R:A:secret:N', [...value, '-', this.reader.later])] };
  }

  private connectionName(parameters: CallParameters): string {
    return parameters.get('Authentication') === undefined ? 'InvocationConfig.ConnectionArn' : 'Authentication.ConnectionArn';
  }

  private connection(parameters: CallParameters): AskedResource {
    const name = this.connectionName(parameters);
    const value = parameters.get(name);
    return value === undefined || value === 'later' ? LATER : { arns: [value], declared: parameters.resource(name) };
  }

  /** A connection keeps what it authorises with in a secret of its own. */
  private connectionSecret(parameters: CallParameters): AskedResource {
    const declared = parameters.resource(this.connectionName(parameters));
    const named = this.arn('secretsmanager:R:A:secret:N', ['events!connection/', this.reader.later]);
    if (!declared) return { arns: [named] };
    const attribute: JsonValue = { 'Fn::GetAtt': [declared.logicalId, 'SecretArn'] };
    return { arns: [this.reader.text(attribute, declared.scope), named] };
  }

  private taskDefinition(parameters: CallParameters): AskedResource {
    const value = parameters.get('TaskDefinition');
    if (value === undefined || value === 'later') return LATER;
    const declared = this.taskDefinitionResource(parameters);
    if (isArn(value) || isOpen(value)) return { arns: [value], declared };
    const pieces = splitText(value, ':');
    // Without a revision, it is the newest.
    const named = pieces && pieces.length > 1 ? value : joined([...value, ':', this.reader.later]);
    return { arns: [this.arn('ecs:R:A:task-definition/N', named), this.arn('ecs:R:A:task-definition/N', value)], declared };
  }

  private taskDefinitionResource(parameters: CallParameters): DeclaredResource | undefined {
    const referred = parameters.resource('TaskDefinition');
    if (referred) return referred;
    const value = parameters.get('TaskDefinition');
    const family = value === undefined || value === 'later' ? undefined : plainText(splitText(value, ':')?.[0] ?? []);
    if (family === undefined || family === '') return undefined;
    return this.machine.scope.declaredOf(TASK_DEFINITION).find((declared) => plainText(this.reader.nameOf(declared)) === family);
  }

  /** The roles that a task of ECS runs with have to be passed to it. */
  private taskRoles(parameters: CallParameters): AskedResource[] {
    const definition = this.taskDefinitionResource(parameters);
    const roles: AskedResource[] = ['TaskRoleArn', 'ExecutionRoleArn'].flatMap((name): AskedResource[] => {
      const overridden = parameters.get(`Overrides.${name}`);
      if (overridden === 'later') return [LATER];
      if (overridden) return [{ arns: [this.roleArn(overridden)] }];
      const given = definition?.properties[name];
      return definition && given !== undefined ? [{ arns: [this.roleArn(this.reader.text(given, definition.scope))] }] : [];
    });
    return roles;
  }

  private roleArn(role: ReferenceText): ReferenceText {
    return isArn(role) || isOpen(role) ? role : this.arn('iam::A:role/N', role);
  }
}

const isArn = (text: ReferenceText) => typeof text[0] === 'string' && text[0].startsWith('arn:');

/** Whether a text may be a name as well as an ARN. */
const isOpen = (text: ReferenceText) => typeof text[0] !== 'string' && (text[0]?.kind === 'open' || text[0]?.kind === 'identity');

const fromPieces = (pieces: readonly ReferenceText[]): ReferenceText => joined(pieces.flatMap((piece, index) => (index === 0 ? piece : [':', ...piece])));
