import { dirname } from 'node:path';
import { StepwrightError } from '../errors';

/** What of esbuild is used. */
interface Esbuild {
  buildSync(options: object): { readonly outputFiles: readonly { readonly text: string }[] };
}

/** What esbuild throws. */
interface BuildFailure {
  readonly errors?: readonly {
    readonly text: string;
    readonly location?: { readonly file: string; readonly line: number; readonly column: number } | null;
  }[];
}

/** One module of a file and what it imports, but for the modules that AppSync has. @internal */
export function bundled(file: string, minify: boolean, find: (name: string, from: readonly string[]) => string = findPackage): string {
  const esbuild = loadEsbuild(file, find);
  try {
    const { outputFiles } = esbuild.buildSync({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      target: 'esnext',
      external: ['@aws-appsync/utils', '@aws-appsync/utils/*'],
      minify,
      logLevel: 'silent',
    });
    return outputFiles[0].text;
  } catch (error) {
    const { errors } = error as BuildFailure;
    if (!errors) throw error;
    const lines = errors.slice(0, 10).map(({ text, location }) => `${location ? `${location.file}:${location.line}:${location.column + 1} ` : ''}${text}`);
    throw new StepwrightError('CodeNotBundled', `Code "${file}" cannot be bundled:\n${lines.join('\n')}`);
  }
}

function loadEsbuild(file: string, find: (name: string, from: readonly string[]) => string): Esbuild {
  let path: string;
  try {
    path = find('esbuild', [dirname(file), process.cwd(), __dirname]);
  } catch {
    throw new StepwrightError('EsbuildMissing', `Code "${file}" has to be bundled, but esbuild is not there. Add it to the project: npm install --save-dev esbuild. Or bundle the code and give the JavaScript.`);
  }
  return require(path) as Esbuild;
}

function findPackage(name: string, from: readonly string[]): string {
  return require.resolve(name, { paths: [...from] });
}
