/** @module What is in a checkpoint: its tensors with sizes and statistics, and what else it says. */
import { statSync } from 'node:fs';
import type { DType } from '../../nn/index.js';
import { elementsOf, itemSize } from '../dtypes.js';
import { withCheckpoint } from '../loading/read-checkpoint.js';
import { asRecord } from '../loading/state-entries.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { plain } from '../plain.js';
import { TorchTensor } from '../torch/tensor.js';
import { expandedSize } from './expanded-size.js';
import { type Statistics, statistics } from './statistics.js';
import { tensorsBelow } from './tensors-below.js';

/** Values of one entry of the metadata, shared parts counted wherever they are used. */
const MOST_SHOWN = 1_000_000;

export interface InspectedTensor {
  readonly path: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** Path of the first tensor with the same memory. */
  readonly sharedWith?: string;
  readonly statistics?: Statistics;
}

export interface Inspection {
  readonly path: string;
  readonly fileBytes: number;
  /** `zip`, `legacy` or `safetensors`. */
  readonly format: string;
  readonly unknownClasses: readonly string[];
  readonly tensors: readonly InspectedTensor[];
  /** `meta` as plain data; keys of the root that hold no tensors. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** @throws {CheckpointError} when the file cannot be read. */
export function inspectCheckpoint(path: string, hasStatistics = true): Inspection {
  return withCheckpoint(path, ({ value, format, unknownClasses }) => {
    const first = new Map<object, string>();
    const tensors = [...tensorsBelow(value)].map(([at, tensor]): InspectedTensor => {
      const { dtype, shape } = tensor;
      const memory = tensor instanceof TorchTensor ? tensor.storage : tensor;
      const sharedWith = first.get(memory);
      if (sharedWith === undefined) first.set(memory, at);
      const record = hasStatistics ? asRecord(tensor) : undefined;
      return {
        path: at,
        dtype,
        shape,
        bytes: elementsOf(shape) * itemSize(dtype),
        ...(sharedWith !== undefined && { sharedWith }),
        ...(record !== undefined && { statistics: statistics(record) }),
      };
    });
    const fileBytes = statSync(path).size;
    return { path, fileBytes, format, unknownClasses, tensors, meta: metaOf(value) };
  });
}

function metaOf(value: unknown): Record<string, unknown> {
  if (!(value instanceof PyDict)) return {};
  const rest = [...value].filter(([, part]) => tensorsBelow(part).next().done);
  return Object.fromEntries(rest.map(([key, part]) => [String(key), shown(part)]));
}

/** Plain data, unless that would never end. */
function shown(value: PyValue): unknown {
  const size = expandedSize(value);
  if (size <= MOST_SHOWN) return plain(value);
  return size === Infinity ? '(contains itself)' : `(${size} values)`;
}
