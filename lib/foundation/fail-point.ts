import { env } from './env';

/**
 * Kills this process at once (as kill -9 would) when MIXSTAGE_FAIL_POINT names this point; otherwise does nothing. The
 * crash tests stop a promotion at each of its steps with it.
 */
export function failPoint(name: string): void {
  if (env().MIXSTAGE_FAIL_POINT === name) process.kill(process.pid, 'SIGKILL');
}
