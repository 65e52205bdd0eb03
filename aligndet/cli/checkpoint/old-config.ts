/** @module The Python config that mmdetection keeps inside its checkpoints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configTextOf, type ModelFacts, modelFacts, type PyValue } from '../../checkpoint/index.js';
import { loadConfig } from '../../config/index.js';
import { CheckpointError } from '../../core/index.js';

/**
 * What the config in `meta.config` says about the model. It is evaluated as plain data.
 *
 * @throws {CheckpointError} when it inherits: a checkpoint must not name files to load.
 */
export async function oldModelFacts(checkpoint: PyValue): Promise<ModelFacts> {
  const text = configTextOf(checkpoint);
  if (text.includes('_base_')) {
    throw new CheckpointError("The checkpoint's config inherits from files, which is not followed.");
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
