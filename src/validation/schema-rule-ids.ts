/** Whether a rule is about the code of resolvers: that is acknowledged at the code, where that is a `JsResolver`. */
export const isCodeRule = (id: string) => id in SCHEMA_RULES_REFUSED && id.startsWith('GQL5');

/** What is said of an acknowledgement of one elsewhere. */
export const CODE_RULE = 'which is a rule about the code of resolvers: give it to JsResolver.fromText() or fromFile(), as "acknowledge"';

/** The reason of an acknowledgement that code brings with it: whether it holds for something is not asked. */
export const AT_THE_CODE = 'Acknowledged at the code';

/**
 * The rules about GraphQL schemas and the code of resolvers, and whether AWS refuses what each finds: who only checks definitions does not load the
 * rules themselves, nor a parser of either.
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
  GQL308: false,
  GQL401: true,
  GQL402: false,
  GQL403: false,
  GQL404: true,
  GQL405: false,
  GQL406: true,
  GQL407: false,
  GQL501: true,
  GQL502: true,
  GQL503: false,
  GQL504: true,
  GQL505: true,
  GQL506: true,
  GQL507: false,
  GQL508: true,
  GQL509: true,
  GQL510: false,
  GQL511: true,
  GQL512: false,
};
