import { ApiModes } from './auth/auth-mode';

/** A resolver of an API, as far as it is known. */
export interface ResolverFacts {
  readonly type: string;
  readonly field: string;
  readonly kind?: 'UNIT' | 'PIPELINE';
  /** AppSync's type of its data source: `AWS_LAMBDA`. */
  readonly dataSourceType?: string;
  /** How many functions its pipeline has. */
  readonly functionCount?: number;
  /** How many characters its code has. */
  readonly codeLength?: number;
  readonly maxBatchSize?: number;
  /** Whether its results are cached. */
  readonly isCached?: boolean;
  /** What the results in the cache are told apart by: `$context.arguments.id`. */
  readonly cachingKeys?: readonly string[];
  readonly constructPath?: string;
}

/** A function of pipelines. */
export interface FunctionFacts {
  readonly name: string;
  readonly codeLength?: number;
  readonly maxBatchSize?: number;
  readonly constructPath?: string;
}

/** What somebody with an IAM role was granted: a field. */
export interface GrantFacts {
  readonly type: string;
  readonly field: string;
  /** Who was granted it, for a sentence. */
  readonly grantee?: string;
  readonly constructPath?: string;
}

/** What is known of the API that a schema is of. Of what is not known here no rule says anything. */
export interface ApiFacts extends Partial<ApiModes> {
  /** The resolvers that are known. */
  readonly resolvers?: readonly ResolverFacts[];
  /** That there are no others. */
  readonly hasAllResolvers?: true;
  readonly functions?: readonly FunctionFacts[];
  /** Whether the API has a cache. */
  readonly hasCache?: boolean;
  /** What the cache holds: `PER_RESOLVER_CACHING`. */
  readonly cachingBehavior?: string;
  /** The certificate of the API's own domain name. */
  readonly certificateArn?: string;
  readonly grants?: readonly GrantFacts[];
  /** Whether extensions are put into what they extend before AppSync sees the schema. */
  readonly mergesExtensions?: boolean;
  /** The construct of the API: findings name it. */
  readonly constructPath?: string;
}

/** The modes of an API, where they are known. */
export function modesOf({ modes, cognitoDefaultAction }: ApiFacts): ApiModes | undefined {
  return modes && { modes, cognitoDefaultAction };
}
