import type * as Zlib from 'node:zlib';
import { Members, parseMembers } from './members';
import type * as Data from '../../../data/sdk-integrations';

/** An action of a service, as the API's model has it and in the spelling of Step Functions. */
export interface SdkAction {
  readonly parameters: Members;
  readonly output: Members;
  /** The errors that the model names for it, without the service's prefix: `NoSuchKeyException`. */
  readonly errors: readonly string[];
}

/** A service that `arn:aws:states:::aws-sdk:SERVICE:ACTION` can call. */
export class SdkService {
  /** Before the dot in the names of its errors: `DynamoDb`. */
  public readonly prefix: string;
  /** Before the colon in the names of its IAM actions; undefined where IAM does not authorise its calls. */
  public readonly iamPrefix: string | undefined;
  /** The errors that its model names, for whatever action. */
  public readonly errors: readonly string[];
  private readonly lines: ReadonlyMap<string, string>;
  private readonly actions = new Map<string, SdkAction>();

  constructor(readonly name: string, facts: string) {
    const [heading, ...lines] = facts.split('\n');
    const [, prefix, iamPrefix, errors] = heading.split('\t');
    this.prefix = prefix;
    this.iamPrefix = iamPrefix === '' ? undefined : iamPrefix;
    this.errors = errors === '' ? [] : errors.split(',');
    this.lines = new Map(lines.map((line) => {
      const tab = line.indexOf('\t');
      return tab < 0 ? [line, ''] : [line.slice(0, tab), line.slice(tab + 1)];
    }));
  }

  public actionNames(): string[] {
    return [...this.lines.keys()];
  }

  public hasAction(name: string): boolean {
    return this.lines.has(name);
  }

  public action(name: string): SdkAction | undefined {
    const known = this.actions.get(name);
    const line = known ? undefined : this.lines.get(name);
    if (line === undefined) {
      return known;
    }
    const [parameters = '', output = '', errors = ''] = line.split('\t');
    const action: SdkAction = {
      parameters: parseMembers(parameters, ','),
      output: parseMembers(output, ','),
      errors: errors === '' ? [] : errors.split(',').map((index) => this.errors[parseInt(index, 36)]),
    };
    this.actions.set(name, action);
    return action;
  }
}

const services = new Map<string, SdkService>();
/** What is known of services, as text, of the chunks that were read. */
const facts = new Map<string, string>();
let chunkOf: ReadonlyMap<string, Data.Chunk> | undefined;

/** The chunk that each service is in. Loaded with the first service that is asked for: most commands need none. */
function chunks(): ReadonlyMap<string, Data.Chunk> {
  return chunkOf ??= new Map((require('../../../data/sdk-integrations') as typeof Data).CHUNKS.flatMap((chunk) => chunk.services.split(' ').map((name): [string, Data.Chunk] => [name, chunk])));
}

export function sdkServiceNames(): string[] {
  return [...chunks().keys()];
}

/** A service by its name in the ARN, `secretsmanager`; undefined where the models have none. */
export function sdkService(name: string): SdkService | undefined {
  const known = services.get(name);
  const text = known ? undefined : factsOf(name);
  if (text === undefined) {
    return known;
  }
  const service = new SdkService(name, text);
  services.set(name, service);
  return service;
}

function factsOf(name: string): string | undefined {
  const chunk = facts.has(name) ? undefined : chunks().get(name);
  if (chunk) {
    const { brotliDecompressSync } = require('node:zlib') as typeof Zlib;
    // An empty line ends a service; its name is what stands before the first tab.
    for (const text of brotliDecompressSync(Buffer.from(chunk.load(), 'base64')).toString('latin1').trimEnd().split('\n\n')) {
      facts.set(text.slice(0, text.indexOf('\t')), text);
    }
  }
  return facts.get(name);
}
