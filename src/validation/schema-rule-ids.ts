/**
 * The rules about GraphQL schemas, and whether AWS refuses what each finds: who only checks definitions does not load the rules themselves, nor a
 * parser of GraphQL.
 */
export const SCHEMA_RULES_REFUSED: { readonly [id: string]: boolean } = {
  GQL001: true,
  GQL002: true,
  GQL009: false,
  GQL101: false,
  GQL102: false,
  GQL103: true,
  GQL104: false,
  GQL201: true,
  GQL202: false,
  GQL203: true,
  GQL204: false,
  GQL205: false,
  GQL301: false,
  GQL302: true,
  GQL303: true,
  GQL304: false,
  GQL305: true,
  GQL306: false,
  GQL307: true,
  GQL401: true,
  GQL402: false,
  GQL403: false,
  GQL404: true,
  GQL405: false,
  GQL406: true,
  GQL407: false,
};
