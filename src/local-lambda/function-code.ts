import { statSync } from 'node:fs';
import * as path from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { isJsonObject, JsonValue } from '../asl/json-value';
import { simulatedValue } from '../definitions/construct';
import { StepwrightError } from '../errors';

/** A function's code and how it is called. */
export interface FunctionCode {
  /** The folder that Lambda would have as /var/task. */
  readonly root: string;
  /** The file of the handler, with or without its extension; undefined for inline code. */
  readonly file?: string;
  /** Inline code. */
  readonly code?: string;
  /** What the file exports, with dots where it is deeper: `handler`. */
  readonly exported: string;
  readonly name: string;
  readonly environment: { readonly [name: string]: string };
  readonly timeoutSeconds: number;
  readonly memorySize: number;
}

const DEFAULT_TIMEOUT = 3;
const DEFAULT_MEMORY = 128;

/** A handler in a file of its own. */
export function codeOfFile(file: string, exported: string): FunctionCode {
  const full = path.resolve(file);
  if (!isFile(full)) {
    throw new StepwrightError('NoFunctionFile', `File "${file}" of the function does not exist. It is looked for at "${full}".`);
  }
  return {
    root: path.dirname(full), file: full, exported, name: path.basename(file, path.extname(file)),
    environment: {}, timeoutSeconds: DEFAULT_TIMEOUT, memorySize: DEFAULT_MEMORY,
  };
}

/** The code, the handler, the environment and the limits that a function of a CDK app has. */
export function codeOfConstruct(lambdaFunction: IFunction): FunctionCode {
  const resource = resourceOf(lambdaFunction);
  const value = (token: unknown): JsonValue => token === undefined ? null : simulatedValue(resource, token);
  const where = `Function "${lambdaFunction.node.path}"`;
  const runtime = value(resource.runtime);
  if (typeof runtime !== 'string' || !runtime.startsWith('nodejs')) {
    throw new StepwrightError('NotANodeFunction', `${where} has the runtime ${JSON.stringify(runtime)}. Only Node functions are run; mock the others.`);
  }
  const handler = String(value(resource.handler));
  const dot = handler.indexOf('.', handler.lastIndexOf('/') + 1);
  const [file, exported] = dot === -1 ? [handler, 'handler'] : [handler.slice(0, dot), handler.slice(dot + 1)];
  const environment = value(resource.environment);
  const variables = isJsonObject(environment) ? environment.Variables ?? environment.variables : undefined;
  const timeout = value(resource.timeout);
  const memory = value(resource.memorySize);
  const code = value(resource.code);
  const inline = isJsonObject(code) ? code.ZipFile ?? code.zipFile : undefined;
  const root = typeof inline === 'string' ? process.cwd() : assetFolder(lambdaFunction, where);
  return {
    root, exported,
    ...(typeof inline === 'string' ? { code: inline } : { file: path.join(root, file) }),
    name: String(value(lambdaFunction.functionName)),
    environment: Object.fromEntries(Object.entries(isJsonObject(variables) ? variables : {}).map(([name, one]) => [name, String(one)])),
    timeoutSeconds: typeof timeout === 'number' ? timeout : DEFAULT_TIMEOUT,
    memorySize: typeof memory === 'number' ? memory : DEFAULT_MEMORY,
  };
}

function resourceOf(lambdaFunction: IFunction): CfnFunction {
  const isResource = (construct: IConstruct | undefined): construct is CfnFunction => (construct as { readonly cfnResourceType?: string } | undefined)?.cfnResourceType === 'AWS::Lambda::Function';
  const all = [lambdaFunction.node.defaultChild, ...lambdaFunction.node.findAll()];
  const found = all.find(isResource);
  if (!found) {
    throw new StepwrightError('NoFunctionCode', `Function "${lambdaFunction.node.path}" has no code in this app: it is imported, a version or an alias. `
      + 'Give the function itself, or LocalFunction.fromFile().');
  }
  return found;
}

/** The folder of a function's asset, as it was staged. */
function assetFolder(lambdaFunction: IFunction, where: string): string {
  const asset = lambdaFunction.node.findAll().find((construct) => typeof (construct as { readonly assetPath?: unknown }).assetPath === 'string') as
    (IConstruct & { readonly assetPath: string }) | undefined;
  if (!asset) {
    throw new StepwrightError('NoFunctionCode', `${where} has its code neither inline nor in an asset of this app. Use LocalFunction.fromFile().`);
  }
  const folder = path.resolve(Stage.of(asset)?.outdir ?? '.', asset.assetPath);
  if (isFile(folder)) {
    throw new StepwrightError('ZippedFunctionCode', `${where} has its code in the file "${path.basename(folder)}", which is not unpacked here. Use Code.fromAsset() of a folder, or LocalFunction.fromFile().`);
  }
  return folder;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
