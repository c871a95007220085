import { util } from '@aws-appsync/utils';

/** An order of the user who asks: their id is a part of its key. */
export function request(ctx) {
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues({ customer: ctx.identity.sub, id: ctx.args.id }),
    consistentRead: true,
  };
}

/** The order; null where it is somebody else's, or there is none. */
export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
