import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Compile, parse } from 'velocityjs';

/** A request as API Gateway gets it. */
export interface Request {
  readonly body?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly path?: { readonly [name: string]: string };
  readonly querystring?: { readonly [name: string]: string };
  /** `$context.authorizer`. */
  readonly authorizer?: unknown;
}

export interface Response {
  readonly status: number;
  readonly body: any;
}

/** As commons-lang 2 escapes, which API Gateway uses: all but printable ASCII as \u, and quotes of both kinds and the slash with a backslash. */
const escapeJavaScript = (text: string): string => [...text].flatMap((character) => character.split('')).map((unit) => {
  const code = unit.charCodeAt(0);
  const named: { [unit: string]: string } = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r', '\'': '\\\'', '"': '\\"', '\\': '\\\\', '/': '\\/' };
  return named[unit] ?? (code < 32 || code > 0x7f ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}` : unit);
}).join('');

const at = (data: any, path: string): any => path === '$' ? data : path.split('.').slice(1).reduce((value, name) => value?.[name], data);

/** What Java's strings and maps can do, and JavaScript's otherwise; `get` and `keySet` of maps velocityjs has. */
const JAVA: readonly (readonly [type: string, method: string, call: (self: any, ...args: any[]) => unknown])[] = [
  ['string', 'replaceAll', (self, pattern, replacement) => self.replace(new RegExp(pattern, 'g'), replacement)],
  ['string', 'equals', (self, other) => self === other],
  ['string', 'equalsIgnoreCase', (self, other) => self.toLowerCase() === other.toLowerCase()],
  ['string', 'contains', (self, part) => self.includes(part)],
  ['string', 'split', (self, pattern) => self.split(new RegExp(pattern))],
];

/** What a mapping template makes of a body, with the status it sets. */
export function render(template: string, body: string, request: Request = {}): { readonly text: string; readonly status?: number } {
  const data = body === '' ? {} : JSON.parse(body);
  const $context: any = { authorizer: request.authorizer, responseOverride: {} };
  const text = new Compile(parse(template), {
    // A reference to what is not there is an error, where API Gateway would write the reference itself.
    env: 'development',
    customMethodHandlers: JAVA.map(([type, method, call]) => ({
      uid: method,
      match: ({ property, context }: any) => property === method && typeof context === type,
      resolve: ({ context, params }: any) => call(context, ...params),
    })),
  } as any).render({
    input: {
      body,
      json: (path: string) => JSON.stringify(at(data, path)),
      path: (path: string) => at(data, path) ?? undefined,
      params: () => ({ header: request.headers ?? {}, path: request.path ?? {}, querystring: request.querystring ?? {} }),
    },
    util: {
      escapeJavaScript: (value: unknown) => {
        if (typeof value !== 'string') throw new Error(`escapeJavaScript() takes a text, not ${JSON.stringify(value)}`);
        return escapeJavaScript(value);
      },
    },
    context: $context,
  });
  return { text, status: $context.responseOverride.status };
}

/** The text of a template's value, with what is known only at deploy as a readable name. */
export function textOf(value: any): string {
  if (typeof value === 'string') return value;
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`;
  const [separator, parts] = value['Fn::Join'];
  return parts.map(textOf).join(separator);
}

/** A method of an API in a template, with an AWS service behind it. */
export class GatewayMethod {
  public readonly properties: any;

  public constructor(stack: Stack, httpMethod: string) {
    const [found] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: httpMethod } }));
    this.properties = found.Properties;
  }

  /** Sends a request through the method to the service: `serve` answers it. */
  public send(request: Request, serve: (input: any) => { readonly status?: number; readonly body: unknown }): Response {
    const { Integration: integration } = this.properties;
    const sent = JSON.parse(render(textOf(integration.RequestTemplates['application/json']), request.body ?? '', request).text);
    const answer = serve(sent);
    const responses: any[] = integration.IntegrationResponses;
    const chosen = responses.find(({ SelectionPattern }) => SelectionPattern !== undefined && new RegExp(`^(${SelectionPattern})$`).test(String(answer.status ?? 200)))
      ?? responses.find(({ SelectionPattern }) => SelectionPattern === undefined);
    const { text, status } = render(textOf(chosen.ResponseTemplates['application/json']), JSON.stringify(answer.body));
    return { status: status ?? Number(chosen.StatusCode), body: JSON.parse(text) };
  }
}
