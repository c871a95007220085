/**
 * What runs a Node handler in a process of its own, as Lambda's runtime does: it reads the invocation at standard input, and writes what the
 * handler returned or threw to file descriptor 3. Errors have Lambda's types and form; in traces the function's folder is /var/task, and what is
 * not the function's is left out.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export const BOOTSTRAP = String.raw`
import { existsSync, writeSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { root, file, code, handler, event, context, deadline } = JSON.parse(Buffer.concat(chunks).toString('utf8'));

const end = (answer) => {
  const bytes = Buffer.from(JSON.stringify(answer));
  for (let at = 0; at < bytes.length;) at += writeSync(3, bytes, at);
  process.exit(0);
};
const ours = (line) => !/node:internal|\[eval|evalmachine|at file:.*\[eval|data:text/.test(line);
const failed = (type, message, trace = []) => end({ failure: { errorType: type, errorMessage: message, trace } });
const threw = (error) => {
  if (!(error instanceof Error)) return failed(typeof error, typeof error === 'string' ? error : String(JSON.stringify(error)));
  const trace = String(error.stack ?? '').split('\n').filter(ours).map((line) => line.replaceAll(pathToFileURL(root).href, '/var/task').replaceAll(root, '/var/task'));
  return failed(error.name || 'Error', error.message, trace);
};

async function load() {
  if (code !== undefined) {
    const filename = path.join(root, 'index.js');
    const module = new Module(filename);
    module.filename = filename;
    module.paths = Module._nodeModulePaths(root);
    try {
      module._compile(code, filename);
      return module.exports;
    } catch (error) {
      if (!(error instanceof SyntaxError) || !/^\s*(import|export)\b/m.test(code)) throw error;
      return import('data:text/javascript;base64,' + Buffer.from(code).toString('base64'));
    }
  }
  const found = ['', '.js', '.mjs', '.cjs', '.ts', '.mts'].map((extension) => file + extension).find((name) => path.extname(name) !== '' && existsSync(name));
  if (!found) throw Object.assign(new Error("Cannot find module '" + path.basename(file) + "'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return import(pathToFileURL(found).href);
}

let loaded;
try {
  loaded = await load();
} catch (error) {
  if (error instanceof SyntaxError) failed('Runtime.UserCodeSyntaxError', 'SyntaxError: ' + error.message);
  else if (/^(ERR_)?MODULE_NOT_FOUND$/.test(error?.code ?? '')) failed('Runtime.ImportModuleError', 'Error: ' + error.message.split('\n')[0].replaceAll(root, '/var/task'));
  else if (error?.code === 'ERR_UNKNOWN_FILE_EXTENSION') failed('Runtime.UserCodeSyntaxError', 'This version of Node does not run TypeScript. Give the JavaScript that is made of it.');
  else threw(error);
}
const reach = (from) => handler.split('.').reduce((value, name) => value?.[name], from);
const call = reach(loaded) ?? reach(loaded?.default);
if (typeof call !== 'function') failed('Runtime.HandlerNotFound', context.handler + ' is undefined or not exported');

process.on('unhandledRejection', (reason) => failed('Runtime.UnhandledPromiseRejection', reason instanceof Error ? reason.name + ': ' + reason.message : String(reason)));
process.on('uncaughtException', threw);
const succeeded = (result) => {
  let text;
  try {
    text = JSON.stringify(result ?? null) ?? 'null';
  } catch (error) {
    return failed('Runtime.MarshalError', 'Unable to stringify response body');
  }
  end({ result: JSON.parse(text) });
};
const began = Date.now();
const full = {
  ...context, callbackWaitsForEmptyEventLoop: true, getRemainingTimeInMillis: () => Math.max(0, deadline - (Date.now() - began)),
  done: (error, result) => error ? threw(error) : succeeded(result), succeed: succeeded, fail: threw,
};
process.on('beforeExit', () => succeeded(null)); // nothing is left to do, and nobody has answered
try {
  const returned = call(event, full, (error, result) => error ? threw(error) : succeeded(result));
  if (typeof returned?.then === 'function') returned.then(succeeded, threw); // what is returned but no promise is ignored
} catch (error) {
  threw(error);
}
`;
