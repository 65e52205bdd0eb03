/** A process that takes the lock of its first argument, says so, and keeps it until it is ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../aligndet/core/index.js';

await withLock(
  process.argv[2],
  async () => {
    process.stdout.write('locked\n');
    await sleep(60_000);
  },
  () => process.stdout.write('waiting\n'),
);
