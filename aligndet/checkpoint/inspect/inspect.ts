/** @module Contents of a checkpoint file. */
import { statSync } from 'node:fs';
import { withCheckpoint } from '../loading/read-checkpoint.js';
import { type Inspection, measured, outlineOf } from './outline.js';

/** @throws {CheckpointError} if the file cannot be read. */
export function inspectCheckpoint(path: string, hasStatistics = true): Inspection {
  return withCheckpoint(path, (checkpoint) => {
    const fileBytes = statSync(path).size;
    const { tensors, values, meta } = outlineOf(checkpoint);
    const { format, unknownClasses } = checkpoint;
    const measure = hasStatistics ? measured(fileBytes) : undefined;
    const inspected = tensors.map((tensor, i) => {
      const statistics = measure?.(values[i]);
      return statistics === undefined ? tensor : { ...tensor, statistics };
    });
    return { path, fileBytes, format, unknownClasses, tensors: inspected, meta };
  });
}
