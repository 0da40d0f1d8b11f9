import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Bundles the worker, host and thread entry points once before the tests that start them as processes. A bundle that fails is
 * reported here and fails the tests that need it; `npm test` bundles strictly before. */
export default function setup(): void {
  const projectDir = path.resolve(import.meta.dirname, '../../..');
  execFileSync(process.execPath, ['lib/cli/launch/bundle.mjs', '--lenient'], { cwd: projectDir, stdio: 'inherit' });
}
