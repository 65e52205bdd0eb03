/** @module The Python config that mmdetection keeps inside its checkpoints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configTextOf, type ModelFacts, modelFacts, type PyValue } from '../../checkpoint/index.js';
import { loadConfig } from '../../config/index.js';
import { CheckpointError } from '../../core/index.js';

/**
 * Reads the model settings of the config in `meta.config`. It is evaluated as plain data.
 *
 * @throws {CheckpointError} when it has bases: a checkpoint must not cause files to be loaded.
 */
export async function oldModelFacts(checkpoint: PyValue): Promise<ModelFacts> {
  const text = configTextOf(checkpoint);
  if (text.includes('_base_')) {
    throw new CheckpointError(
      "The checkpoint's config inherits from files. Bases of a config in a checkpoint are not loaded.",
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-config-'));
  try {
    const file = join(folder, 'config.py');
    writeFileSync(file, text);
    return modelFacts((await loadConfig(file)).config);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
