#!/usr/bin/env node
import { quickly } from './quickly.mjs';

const argv = process.argv.slice(2);
if (!(await quickly(argv))) {
  const { register } = await import('tsx/esm/api');
  register();
  const { main } = await import('../aligndet/cli/index.ts');
  await main(argv);
}
