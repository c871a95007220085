import * as path from 'node:path';
import * as ts from 'typescript';
import { ROOT } from './shared-data';

/** The options of the repository. The package is its source, and a block may have names that it only shows. */
function optionsOf(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['src/index.ts'] }, ts.sys, ROOT);
  return {
    ...options, noEmit: true, incremental: false, skipLibCheck: true, noUnusedLocals: false, noUnusedParameters: false,
    // Tests of the guides run in a folder of their own.
    typeRoots: [path.join(ROOT, 'node_modules', '@types')],
    paths: { 'cdk-stepwright': [path.join(ROOT, 'src', 'index.ts')] },
  };
}

/**
 * What the compiler has to say of blocks of TypeScript, each a module of its own, as `name:line: message`. One program reads them all: most of its
 * time goes into the types of aws-cdk-lib.
 *
 * @param blocks the code by a name
 */
export function typeErrors(blocks: ReadonlyMap<string, string>): string[] {
  const options = optionsOf();
  const files = new Map([...blocks].map(([name, code]) => [path.join(ROOT, 'docs', 'guides', `${name}.ts`), { name, text: `${code}\nexport {};\n` }]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(path.normalize(file)) || fileExists.call(host, file);
  host.readFile = (file) => files.get(path.normalize(file))?.text ?? readFile.call(host, file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const block = files.get(path.normalize(file));
    return block ? ts.createSourceFile(file, block.text, languageVersion) : getSourceFile.call(host, file, languageVersion, ...rest);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([file, { name }]) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start = 0, messageText }) => (
      `${name}:${source.getLineAndCharacterOfPosition(start).line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`));
  });
}
