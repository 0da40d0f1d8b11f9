/** The environment of this process with changes, for tests that start processes; `undefined` takes a variable away. */
export function inheritedEnvironment(changes: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}
