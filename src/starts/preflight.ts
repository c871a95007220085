import { Lazy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { misuse } from '../misuse';

/** What a resource answers to a browser that asks before it calls: once for all starts of its path. */
interface Preflight {
  readonly origin: string;
  readonly methods: Set<string>;
  readonly headers: Set<string>;
}

const PREFLIGHTS = new WeakMap<apigateway.IResource, Preflight>();

const { ALL_METHODS, DEFAULT_HEADERS } = apigateway.Cors;
const listOf = (produce: () => readonly string[]): string[] => [Lazy.string({ produce: () => produce().join(',') })];

/** Lets a browser call a method: it asks first for whatever is signed or has a token, and for headers that it does not know. @internal */
export function allowPreflight(start: Construct, { httpMethod, resource }: apigateway.Method, origin: string, headers: readonly string[] = []): void {
  const known = PREFLIGHTS.get(resource);
  if (known && known.origin !== origin) {
    throw misuse(start, `"allowOrigin" is "${origin}", but another start of the path "${resource.path}" has "${known.origin}", and a browser is answered with one of them. Give both the same.`);
  }
  const { methods, headers: allowed } = known ?? { methods: new Set<string>(), headers: new Set<string>(DEFAULT_HEADERS) };
  methods.add(httpMethod);
  for (const header of headers) allowed.add(header);
  // An OPTIONS method of the user's says itself what it allows.
  if (known || resource.node.tryFindChild('OPTIONS')) return;
  PREFLIGHTS.set(resource, { origin, methods, headers: allowed });
  resource.addCorsPreflight({
    allowOrigins: [origin],
    allowMethods: listOf(() => (methods.has('ANY') ? ALL_METHODS : [...methods])),
    allowHeaders: listOf(() => [...allowed]),
  });
}
