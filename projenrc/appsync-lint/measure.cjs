// Asks AWS's plugin for ESLint what it says of test/appsync-js/snippets.ts, and keeps it in judged.json for the test.
//   node projenrc/appsync-lint/measure.cjs
// It installs the plugin, and a TypeScript that it takes, into this folder.
const { execFileSync } = require('node:child_process');
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { load } = require('../load-typescript.cjs');

execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: __dirname, stdio: 'inherit' });

const { SNIPPETS } = load('test/appsync-js/snippets.ts');
const required = (name) => require(require.resolve(name, { paths: [__dirname] }));
const { ESLint } = required('eslint');
const plugin = required('@aws-appsync/eslint-plugin');
const folder = path.join(__dirname, 'snippets');

(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // Its rules look at types: each snippet is a file of a project.
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { allowJs: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2023', lib: ['es2023'], types: [] }, include: ['*.js'],
  }));
  const file = (index) => path.join(folder, `${index}.js`);
  SNIPPETS.forEach(({ code }, index) => writeFileSync(file(index), code));
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [{ ...plugin.configs.recommended, languageOptions: { ...plugin.configs.recommended.languageOptions, parserOptions: { project: './tsconfig.json', tsconfigRootDir: folder } } }],
  });
  const results = await eslint.lintFiles(SNIPPETS.map((_, index) => file(index)));
  const judged = Object.fromEntries(SNIPPETS.map(({ name, code }, index) => {
    const { messages } = results.find(({ filePath }) => filePath === file(index));
    const fatal = messages.find((message) => message.fatal);
    return [name, { code, rules: [...new Set(fatal ? ['parser'] : messages.map(({ ruleId }) => ruleId.replace('@aws-appsync/', '')))].sort() }];
  }));
  const { version } = required('@aws-appsync/eslint-plugin/package.json');
  writeFileSync(path.join(__dirname, 'judged.json'), `${JSON.stringify({ version, judged }, undefined, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
})();
