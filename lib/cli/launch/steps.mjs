// Prints which step a launcher is in and how long it took.
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Steps printed with `write`; a quiet printer drops them. */
export function stepPrinter(write = (line) => console.log(line)) {
  return {
    say: write,
    /** Runs `work` as a named step; the name is printed before, the time after. */
    async run(name, work) {
      const started = performance.now();
      write(`▸ ${name} ...`);
      const result = await work();
      write(`✓ ${name} (${seconds(performance.now() - started)})`);
      return result;
    },
  };
}

/** Prints an error the way a person can use it and ends the process. */
export function failWith(error) {
  console.error(`\n✗ ${error?.message ?? error}`);
  if (error?.hint) console.error(`  ${error.hint}`);
  else if (error?.stack && error.constructor?.name !== 'LaunchError')
    console.error(error.stack.split('\n').slice(1, 6).join('\n'));
  process.exit(1);
}
