/** @module Writes a config of mmdetection 3.x as one TypeScript file of this project, without bases. */
import { basename } from 'node:path';
import { ConfigError } from '../../../core/index.js';
import { formatLiteral } from '../../format-config.js';
import { isThreeX, threeXKeys } from '../dialect.js';
import { readMmengineConfig } from '../mmengine-file.js';
import type { Texts } from '../../source-text.js';
import { fromThreeX } from './convert.js';
import type { Leftover } from './leftovers.js';

export interface ThreeXMigration {
  readonly text: string;
  /** What has no counterpart: it stands in the file's header too. */
  readonly leftovers: readonly Leftover[];
}

/**
 * @param label what the new file is called in the command of its header.
 * @param texts stand for what files hold.
 * @throws {ConfigError} for a file that cannot be read, or is none of 3.x.
 */
export async function migrateFromThreeX(
  file: string,
  label: string,
  texts?: Texts,
): Promise<ThreeXMigration> {
  const config = await readMmengineConfig(file, [], texts);
  if (!isThreeX(config)) {
    const found = threeXKeys(config).join(', ') || 'none of its keys';
    throw new ConfigError(
      `${file}: is no config of mmdetection 3.x: it holds ${found}. Configs of 2.x migrate without --from.`,
    );
  }
  const { config: converted, leftovers } = fromThreeX(config);
  const header = [
    `Migrated from ${basename(file)}, a config of mmdetection 3.x.`,
    '',
    `Run:       bash tools/dist_train.sh ${label} GPUS`,
    'Reference: the Python config states no result.',
    ...(leftovers.length === 0 ? [] : ['', 'Without counterpart:']),
    ...leftovers.map(({ path, reason }) => `- ${path}: ${reason}`),
  ];
  const lines = header.map((line) => ` * ${line}`.trimEnd().replaceAll('*/', '* /'));
  const text = `/**\n${lines.join('\n')}\n */\nimport { defineConfig } from 'aligndet';\n\nexport default defineConfig(${formatLiteral(converted)});\n`;
  return { text, leftovers };
}
