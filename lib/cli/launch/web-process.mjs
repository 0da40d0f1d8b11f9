// The web process: Next's own server, ended in order when the launcher goes away. Usage: web-process.mjs start|dev ...
import { createRequire } from 'node:module';
import path from 'node:path';

// Without this a launcher killed by -9 would leave the port taken. The server itself handles SIGTERM.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

const bin = path.resolve(import.meta.dirname, '../../../node_modules/next/dist/bin/next');
process.argv = [process.argv[0], bin, ...process.argv.slice(2)];
createRequire(import.meta.url)(bin);
