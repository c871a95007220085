/**
 * Makes members of an object invisible to whoever lists them: `console.log`, `JSON.stringify`, a failed assertion of a test. They work as before.
 */
export function hideMembers<T extends object>(target: T, names: readonly string[]): void {
  for (const name of names) {
    const value = (target as { [member: string]: unknown })[name];
    Object.defineProperty(target, name, { enumerable: false, writable: true, configurable: true, value });
  }
}
