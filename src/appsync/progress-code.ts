/**
 * Publishes: what a mutation returns is what its subscribers get. Who publishes without a time does it now.
 *
 * @internal
 */
export const PUBLISH_CODE = `import { util } from '@aws-appsync/utils';

/** What is published. */
export function request(ctx) {
  const { input } = ctx.args;
  return { payload: { ...input, at: input.at ?? util.time.nowISO8601() } };
}

/** What subscribers get. */
export function response(ctx) {
  return ctx.result;
}
`;

/**
 * Lets a subscriber see only what is for them. A filter that is set takes the place of the one that AppSync makes of the arguments.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html
 * @internal
 */
export const subscribeCode = (keyField: string, ownerField: string): string => `import { extensions, util } from '@aws-appsync/utils';

/** Nothing is asked. */
export function request() {
  return { payload: null };
}

/** Of the key, what is for the user who subscribes. */
export function response(ctx) {
  const user = ctx.identity ? ctx.identity.sub : null;
  if (!user) {
    util.unauthorized();
  }
  extensions.setSubscriptionFilter({
    filterGroup: [
      {
        filters: [
          { fieldName: '${keyField}', operator: 'eq', value: ctx.args.${keyField} },
          { fieldName: '${ownerField}', operator: 'eq', value: user },
        ],
      },
    ],
  });
  return null;
}
`;
