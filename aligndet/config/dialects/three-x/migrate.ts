/** @module Writes a config of mmdetection 3.x as one TypeScript file of this project, without bases. */
import { basename } from 'node:path';
import { ConfigError } from '../../../core/index.js';
import { formatLiteral } from '../../format-config.js';
import type { Texts } from '../../source-text.js';
import { isThreeX, threeXKeys } from '../dialect.js';
import { readMmengineConfig } from '../mmengine-file.js';
import { fromThreeX } from './convert.js';
import type { Leftover } from './leftovers.js';

export interface ThreeXMigration {
  readonly text: string;
  /** Settings without counterpart; also listed in the file's header. */
  readonly leftovers: readonly Leftover[];
}

/**
 * @param label name of the new file in the command of its header.
 * @param texts contents of files, used in place of the files.
 * @throws {ConfigError} for a file that cannot be read or is not a config of 3.x.
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
      `${file}: not a config of mmdetection 3.x: of the keys of 3.x it has ${found}. Migrate a config of 2.x without --from.`,
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
