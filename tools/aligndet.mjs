#!/usr/bin/env node
/** @module The program `aligndet`: an installed package has `dist/` alone, the repository runs its sources. */
import { existsSync } from 'node:fs';

const argv = process.argv.slice(2);
const sources = new URL('../aligndet/cli/index.ts', import.meta.url);

if (!existsSync(sources)) {
  const { program } = await import('../dist/cli/program.js');
  await program(argv);
} else {
  const { quickly } = await import('./quickly.mjs');
  if (!(await quickly(argv))) {
    const { register } = await import('tsx/esm/api');
    register();
    const { main } = await import(sources.href);
    await main(argv);
  }
}
