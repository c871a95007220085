import type { Literal } from 'acorn';
import { FindingSeverity } from '../../validation/finding';
import { all, cut } from '../../validation/wording';
import { defineCodeRule } from '../code-rule';
import { MODULES } from '../runtime-facts';

/**
 * Modules of `@aws-appsync/utils` are built in; there are no others.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html
 */
export const unsupportedImport = defineCodeRule({
  id: 'GQL511',
  name: 'unsupported-import',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  evidence: 'documented',
  summary: 'Only what modules of "@aws-appsync/utils" have is imported.',
  why: 'The runtime has these modules and no others. AppSync does not create the resolver or the function.',
  fix: `Import from ${all([...MODULES.keys()])}, and bundle the code of other modules with it.`,
  link: 'https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html',
  perMessage: {
    name: { fix: 'Import a name that the module has. A whole module is imported with import * as ddb.' },
  },
  messages: {
    module: (module: string, near: string) => `Module "${module}" cannot be imported in the APPSYNC_JS runtime.${near}`,
    name: (module: string, name: string, near: string) => `Module "${module}" has no "${name}".${near}`,
  },
  examples: {
    good: [{
      code: `import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
export const request = (ctx) => ddb.get({ key: { id: ctx.args.id } });
export const response = (ctx) => ctx.result ?? util.error('No such order', 'NotFound');`,
    }],
    bad: [{
      code: `import { utils } from '@aws-appsync/utils';
import ddb from '@aws-appsync/utils/dynamo';
import { select as choose, selekt } from '@aws-appsync/utils/rds';
import lodash from 'lodash';
export * from './handlers';
export const request = (ctx) => ({ payload: [utils, ddb, choose, selekt, lodash] });
export const response = (ctx) => ctx.result;`,
      findings: [
        { at: '1:10', says: 'Module "@aws-appsync/utils" has no "utils". Did you mean "util"?' },
        { at: '2:17', says: 'Module "@aws-appsync/utils/dynamo" cannot be imported in the APPSYNC_JS runtime. Did you mean "@aws-appsync/utils/dynamodb"?' },
        { at: '3:28', says: 'Module "@aws-appsync/utils/rds" has no "selekt". Did you mean "select"?' },
        { at: '4:20', says: 'Module "lodash" cannot be imported in the APPSYNC_JS runtime.' },
        { at: '5:15', says: 'Module "./handlers" cannot be imported in the APPSYNC_JS runtime.' },
      ],
    }],
  },
  check: ({ report, didYouMean }) => {
    return {
      node(node) {
        if (node.type !== 'ImportDeclaration' && node.type !== 'ExportAllDeclaration' && node.type !== 'ExportNamedDeclaration') return;
        const names = node.source && namesOf(node.source);
        if (!names || node.type === 'ExportAllDeclaration') return;
        for (const specifier of node.specifiers) {
          if (specifier.type === 'ImportNamespaceSpecifier') continue;
          const taken = specifier.type === 'ImportSpecifier' ? specifier.imported : specifier.type === 'ExportSpecifier' ? specifier.local : undefined;
          const name = taken === undefined ? 'default' : taken.type === 'Identifier' ? taken.name : String(taken.value);
          if (!names.includes(name)) report('name', specifier, String(node.source!.value), cut(name, 60), didYouMean(name, names));
        }
      },
    };

    function namesOf(source: Literal): readonly string[] | undefined {
      const module = String(source.value);
      const names = MODULES.get(module);
      if (!names) report('module', source, cut(module, 100), didYouMean(module, MODULES.keys()));
      return names;
    }
  },
});
