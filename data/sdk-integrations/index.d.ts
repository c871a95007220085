// Made by projenrc/make-sdk-integrations.cjs from the API models in botocore 1.43.107 (Apache-2.0). Not to be edited.
/** The version of botocore whose models these are. */
export declare const MODELS: string;

/** Services that are compressed together: a module that is loaded when one of them is asked for. */
export interface Chunk {
  /** The names of the services, with blanks between them. */
  readonly services: string;
  /** Brotli of what is known of them, in base64. src/asl/integrations/sdk-services.ts reads it. */
  load(): string;
}

export declare const CHUNKS: readonly Chunk[];
