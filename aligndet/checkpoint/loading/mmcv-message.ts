/** @module mmcv's report of mismatches, word for word: logs and the tools that parse them stay compatible. */
import type { LoadReport } from './report.js';

type Found = Omit<LoadReport, 'message' | 'total' | 'optional'>;

/** A name whose entry has no values to copy. */
export interface NotTensor {
  readonly name: string;
  /** `a sparse tensor`; `undefined` if it is not a tensor. */
  readonly kind: string | undefined;
}

/** @param notTensors names whose entry is not a tensor with values. @returns an empty string if everything matched. */
export function mmcvMessage(found: Found, notTensors: readonly NotTensor[]): string {
  const { missing, unexpected, mismatched } = found;
  const lines = [
    ...notTensors.map(
      ({ name, kind = 'an entry that is not a tensor' }) =>
        `While copying the parameter named "${name}", the checkpoint holds ${kind}.`,
    ),
    ...mismatched.map(
      ({ name, shapeInFile, shapeInModel }) =>
        `size mismatch for ${name}: copying a param with shape ${sizeText(shapeInFile)} from checkpoint, ` +
        `the shape in current model is ${sizeText(shapeInModel)}.`,
    ),
    ...(unexpected.length > 0 ? [`unexpected key in source state_dict: ${unexpected.join(', ')}\n`] : []),
    ...(missing.length > 0 ? [`missing keys in source state_dict: ${missing.join(', ')}\n`] : []),
  ];
  if (lines.length === 0) return '';
  return ['The model and loaded state dict do not match exactly\n', ...lines].join('\n');
}

export function sizeText(shape: readonly number[]): string {
  return `torch.Size([${shape.join(', ')}])`;
}
