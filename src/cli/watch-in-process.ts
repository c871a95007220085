import { watch } from 'fs';
import type { Watching } from './watch';

/** Watching in a process of its own, which ends with Ctrl-C, and when nobody reads its output any more. */
export function inProcess(): Watching {
  return {
    watch: (folder, onChange) => {
      const watcher = watch(folder, (_, name) => onChange(name ?? undefined));
      // The folder was removed: on some systems that is an error.
      watcher.on('error', () => watcher.close());
      return watcher;
    },
    later: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return { cancel: () => clearTimeout(timer) };
    },
    onEnd: (work) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, work);
      process.stdout.once('error', work);
    },
  };
}
