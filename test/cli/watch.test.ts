import { mkdirSync, renameSync, rmSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { command, testFolder } from './command';
import { Watcher, Watching } from '../../src/cli/watch';

const { folder, write } = testFolder();

/** Watching without waiting: changes and time come from the test. */
class FakeWatching implements Watching {
  public readonly folders = new Map<string, (name: string | undefined) => void>();
  private pending: (() => void)[] = [];
  private ends: (() => void)[] = [];

  public watch(path: string, onChange: (name: string | undefined) => void): { close(): void } {
    this.folders.set(path, onChange);
    return { close: () => this.folders.delete(path) };
  }

  public later(_: number, work: () => void): { cancel(): void } {
    this.pending.push(work);
    return { cancel: () => { this.pending = this.pending.filter((each) => each !== work); } };
  }

  public onEnd(work: () => void): void {
    this.ends.push(work);
  }

  public change(path: string, name?: string): void {
    this.folders.get(path)?.(name);
  }

  /** Lets the time go by that nothing changes in. Returns how much there was to do. */
  public quiet(): number {
    const due = this.pending;
    this.pending = [];
    due.forEach((work) => work());
    return due.length;
  }

  public end(): void {
    this.ends.forEach((work) => work());
  }
}

function watched(paths: () => string[]) {
  const watching = new FakeWatching();
  const changes: string[] = [];
  let checks = 0;
  const check = () => {
    checks++;
    return paths();
  };
  new Watcher(watching, check, (changed) => changes.push(changed)).start();
  return { watching, changes, checks: () => checks };
}

test('a file is watched by its folder, and nothing beside it matters', () => {
  const file = write('one.json', '{}');
  const { watching, changes, checks } = watched(() => [file]);
  expect([...watching.folders.keys()]).toEqual([folder]);
  watching.change(folder, 'two.json');
  expect(watching.quiet()).toBe(0);
  watching.change(folder, 'one.json');
  expect(watching.quiet()).toBe(1);
  expect(checks()).toBe(2);
  expect(changes).toEqual([file]);
});

test('many changes at once are one', () => {
  const [one, two] = [write('one.json', '{}'), write('two.json', '{}')];
  const { watching, changes, checks } = watched(() => [one, two]);
  for (const name of ['one.json', 'two.json', 'one.json', 'one.json']) watching.change(folder, name);
  expect(watching.quiet()).toBe(1);
  expect(checks()).toBe(2);
  expect(changes).toEqual([`${one} and 1 more`]);
});

test('a change that the system does not name counts', () => {
  const { watching } = watched(() => [write('one.json', '{}')]);
  watching.change(folder);
  expect(watching.quiet()).toBe(1);
});

test('all of a folder matters, and a folder that is made anew is watched anew', () => {
  const path = join(folder, 'out');
  mkdirSync(path);
  const { watching, checks } = watched(() => [path]);
  expect([...watching.folders.keys()].sort()).toEqual([folder, path]);
  watching.change(path, 'whatever.json');
  watching.quiet();
  expect(checks()).toBe(2);
  rmSync(path, { recursive: true });
  watching.change(folder, 'out');
  watching.quiet();
  expect([...watching.folders.keys()]).toEqual([folder]);
  mkdirSync(path);
  watching.change(folder, 'out');
  watching.quiet();
  expect([...watching.folders.keys()].sort()).toEqual([folder, path]);
  watching.change(path, 'x');
  expect(watching.quiet()).toBe(1);
  // Removed and made again before anybody looked.
  watching.change(folder, 'out');
  watching.quiet();
  expect([...watching.folders.keys()].sort()).toEqual([folder, path]);
});

test('for what is not there, the nearest folder is watched', () => {
  const path = join(folder, 'not', 'yet', 'here.json');
  const { watching } = watched(() => [path]);
  expect([...watching.folders.keys()]).toEqual([folder]);
  mkdirSync(join(folder, 'not', 'yet'), { recursive: true });
  watching.change(folder, 'not');
  watching.quiet();
  expect([...watching.folders.keys()]).toEqual([join(folder, 'not', 'yet')]);
});

test('what does not matter any more is not watched', () => {
  const paths = [write('a/one.json', '{}'), write('b/two.json', '{}')];
  const { watching } = watched(() => paths);
  paths.pop();
  watching.change(join(folder, 'a'), 'one.json');
  watching.quiet();
  expect([...watching.folders.keys()]).toEqual([join(folder, 'a')]);
});

test('a folder that cannot be watched is left', () => {
  const watching: Watching = { watch: () => { throw new Error('EMFILE'); }, later: () => ({ cancel: () => {} }), onEnd: () => {} };
  expect(() => new Watcher(watching, () => [folder], () => {}).start()).not.toThrow();
});

test('it ends when the user ends it: nothing is watched and nothing is to do', () => {
  const { watching, checks } = watched(() => [write('one.json', '{}')]);
  watching.change(folder, 'one.json');
  watching.end();
  expect(watching.folders.size).toBe(0);
  expect(watching.quiet()).toBe(0);
  expect(checks()).toBe(1);
});

describe('stepwright validate --watch', () => {
  const BAD = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bil' }, Bill: { Type: 'Succeed' } } };
  const GOOD = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };

  function validating(...args: string[]) {
    const watching = new FakeWatching();
    const outputs: string[] = [];
    const result = command(['validate', '--watch', ...args], '', watching, (text) => outputs.push(text));
    return { watching, result, said: () => outputs.splice(0).join('') };
  }

  test('writes the report, and again at every change', () => {
    const file = write('watched/flow.asl.json', BAD);
    const { watching, result, said } = validating(file);
    expect(result.exitCode).toBe(0);
    expect(said()).toMatch(/error {2}ASL201[^]*in 1 definition\.\nLooking at every change\. Ctrl-C ends\.\n$/);
    // As an editor writes it.
    writeFileSync(`${file}.new`, JSON.stringify(GOOD));
    renameSync(`${file}.new`, file);
    watching.change(join(folder, 'watched'), 'flow.asl.json.new');
    watching.change(join(folder, 'watched'), 'flow.asl.json');
    watching.quiet();
    expect(said()).toBe(`\nChanged: ${file}\n\nNo findings in 1 definition.\n`);
    rmSync(file);
    watching.change(join(folder, 'watched'), 'flow.asl.json');
    watching.quiet();
    expect(said()).toMatch(/^\nChanged: .*\n\nFile ".*flow\.asl\.json" does not exist\..*\n$/);
    writeFileSync(file, JSON.stringify(GOOD));
    watching.change(join(folder, 'watched'), 'flow.asl.json');
    watching.quiet();
    expect(said()).toMatch(/No findings/);
  });

  test('looks at templates, at the definitions that they name, and at what a folder gets', () => {
    write('sam/flow.asl.yaml', 'StartAt: A\nStates: { A: { Type: Succeed } }\n');
    const template = write('sam/template.yaml', 'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: { DefinitionUri: flow.asl.yaml }\n');
    write('out/App.template.json', { Resources: {} });
    const { watching, said } = validating(template, join(folder, 'out'));
    said();
    write('sam/flow.asl.yaml', 'StartAt: A\nStates: { A: { Type: Succed } }\n');
    watching.change(join(folder, 'sam'), 'flow.asl.yaml');
    watching.quiet();
    expect(said()).toContain('ASL103');
    write('out/Other.template.json', { Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: JSON.stringify(BAD) } } } });
    watching.change(join(folder, 'out'), 'Other.template.json');
    watching.quiet();
    expect(said()).toContain('ASL201');
  });

  test('takes a changed configuration, and says where it is wrong', () => {
    const config = write('config/stepwright.config.json', {});
    const file = write('config/flow.asl.json', BAD);
    const { watching, said } = validating(file, '--config', config);
    said();
    writeFileSync(config, '{"severities":{"ASL201":"off"}}');
    watching.change(join(folder, 'config'), 'stepwright.config.json');
    watching.quiet();
    expect(said()).toContain('The severity of "ASL201" is set to OFF in file');
    writeFileSync(config, '{}');
    watching.change(join(folder, 'config'), 'stepwright.config.json');
    watching.quiet();
    expect(said()).toContain('ASL201');
  });

  test('looks for a configuration that is not there yet', () => {
    const { watching } = validating(write('watched/flow.asl.json', GOOD));
    expect([...watching.folders.keys()]).toContain(resolve('.'));
  });
});
