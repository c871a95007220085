import { ApiSchema } from './api-schema';
import { AppSyncApiBaseProps } from './app-sync-api-base';

/** What an AppSyncApi is made of. */
export interface AppSyncApiProps extends AppSyncApiBaseProps {
  /** The schema. */
  readonly schema: ApiSchema;
  /**
   * What resolvers find in `ctx.env`: at most 50 texts of at most 512 characters, under names of 2 to 64 letters, digits and `_`. They stand in clear
   * in the settings of the API, so they are no place for secrets.
   *
   * @default - nothing
   */
  readonly environmentVariables?: { [key: string]: string };
}
