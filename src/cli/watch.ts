import { statSync } from 'fs';
import { basename, dirname, resolve } from 'path';

/** What watching needs of the process, so that it can be tried without waiting. */
export interface Watching {
  /**
   * Tells of changes in a folder, but not in folders in it. Throws where the folder cannot be watched.
   *
   * @param onChange is given the name of what changed, where it is known
   */
  watch(folder: string, onChange: (name: string | undefined) => void): { close(): void };
  /** Does something later, unless it is called off. */
  later(milliseconds: number, work: () => void): { cancel(): void };
  /** Does something when the user ends the command. */
  onEnd(work: () => void): void;
}

/** An editor writes a file in several steps, and `cdk synth` writes many files. */
const QUIET_MILLISECONDS = 100;

/** What matters in a folder: all of it, or the entries of these names. */
type Interest = 'all' | Set<string>;

/** Checks again whenever something changes that the last check looked at. Ends when the user ends it. */
export class Watcher {
  private readonly watched = new Map<string, { readonly close: () => void }>();
  private interests = new Map<string, Interest>();
  private readonly changed = new Set<string>();
  private pending: { cancel(): void } | undefined;

  /**
   * @param check does the work and says which files and folders it depends on, those that are not there too
   * @param beforeCheck is told what changed
   */
  constructor(
    private readonly watching: Watching, private readonly check: () => readonly string[], private readonly beforeCheck: (changed: string) => void,
  ) {}

  public start(): void {
    this.watching.onEnd(() => this.stop());
    this.look();
  }

  public stop(): void {
    this.pending?.cancel();
    for (const { close } of this.watched.values()) close();
    this.watched.clear();
    this.interests.clear();
  }

  private look(): void {
    this.interests = interestsOf(this.check());
    for (const [folder, { close }] of this.watched) {
      if (this.interests.has(folder)) continue;
      close();
      this.watched.delete(folder);
    }
    for (const folder of this.interests.keys()) {
      if (!this.watched.has(folder)) this.watch(folder);
    }
  }

  private watch(folder: string): void {
    try {
      const watcher = this.watching.watch(folder, (name) => this.noticed(folder, name));
      this.watched.set(folder, { close: () => watcher.close() });
    } catch {
      // It is gone again; the folder around it says when it is back.
    }
  }

  private noticed(folder: string, name: string | undefined): void {
    const interest = this.interests.get(folder);
    if (!interest || (name !== undefined && interest !== 'all' && !interest.has(name))) return;
    const changed = name === undefined ? folder : resolve(folder, name);
    this.changed.add(changed);
    // A folder that was made anew is another one to watch.
    this.watched.get(changed)?.close();
    this.watched.delete(changed);
    this.pending?.cancel();
    this.pending = this.watching.later(QUIET_MILLISECONDS, () => {
      this.pending = undefined;
      const [first, ...others] = this.changed;
      this.changed.clear();
      this.beforeCheck(others.length === 0 ? first : `${first} and ${others.length} more`);
      this.look();
    });
  }
}

/** Folders to watch, with what matters in each. A file is watched by its folder: editors put a new file in place of the old. */
function interestsOf(paths: readonly string[]): Map<string, Interest> {
  const interests = new Map<string, Interest>();
  const add = (folder: string, name: string): void => {
    const known = interests.get(folder);
    if (known === undefined) interests.set(folder, new Set([name]));
    else if (known !== 'all') known.add(name);
  };
  for (const path of paths.map((each) => resolve(each))) {
    if (isFolder(path)) interests.set(path, 'all');
    // Where the folder around it is not there either, the nearest one that is says when it comes.
    let entry = path;
    while (!isFolder(dirname(entry)) && dirname(entry) !== entry) entry = dirname(entry);
    add(dirname(entry), basename(entry));
  }
  return interests;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
