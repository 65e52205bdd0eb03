/** @module A golden case of family `models`, read: config, weights, batches, expected tensors. */
import { join } from 'node:path';
import { PyDict, readTorchFile, TorchTensor, valuesOf } from '../../../aligndet/checkpoint/index.js';
import type { Module, StateDict } from '../../../aligndet/nn/index.js';
import { type Batch, bitmapMasks, type ImageMeta } from '../../../aligndet/structures/index.js';
import { mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import { type CaseArrays, readArrays, readJson } from '../read-case.js';

/** How far computed values may be off. */
export interface ModelTolerance {
  readonly rtol: number;
  readonly atol: number;
  /** Of gradients, relative to the largest magnitude in the tensor. */
  readonly grad_rtol: number;
}

export interface ModelCase {
  readonly folder: string;
  /** The whole `case.json`. */
  readonly json: Record<string, unknown>;
  readonly tolerance: ModelTolerance;
  readonly inputs: CaseArrays;
  readonly weights: StateDict;
}

export async function readModelCase(folder: string): Promise<ModelCase> {
  const json = await readJson(join(folder, 'case.json'));
  return {
    folder,
    json,
    tolerance: json.tolerance as ModelTolerance,
    inputs: await readArrays(folder, 'inputs.safetensors'),
    weights: readStateDict(join(folder, 'weights.pth')),
  };
}

/** A state dict, or what is under `state_dict`. */
export function readStateDict(path: string): StateDict {
  const { value } = readTorchFile(path);
  const dict =
    value instanceof PyDict && value.get('state_dict') instanceof PyDict ? value.get('state_dict') : value;
  if (!(dict instanceof PyDict)) throw new Error(`${path} holds no state dict`);
  const state: StateDict = new Map();
  for (const [name, tensor] of dict) {
    if (tensor instanceof TorchTensor) state.set(String(name), tensor.toRecord());
  }
  return state;
}

/** Sets every tensor of `module`; a finding for each name that one side lacks. */
export function loadExactly(module: Module, weights: StateDict): Finding[] {
  const findings: Finding[] = [];
  const reference = new Set(weights.keys());
  for (const [name, parameter] of module.namedState()) {
    const record = weights.get(name);
    if (record === undefined) findings.push(mismatch(`state.${name}`, 'is not in the reference'));
    else parameter.assign(valuesOf(record));
    reference.delete(name);
  }
  return [...findings, ...[...reference].map((name) => mismatch(`state.${name}`, 'is missing'))];
}

/** The names of both sides in their order. */
export function compareOrder(module: Module, weights: StateDict): Finding[] {
  const own = [...module.namedState()].map(([name]) => name);
  const at = [...weights.keys()].findIndex((name, i) => own[i] !== name);
  if (at < 0) return [{ name: 'order of the state dict', share: 0, relativeError: 0 }];
  return [mismatch('order of the state dict', `${own[at]} at ${at}, expected ${[...weights.keys()][at]}`)];
}

/** @param prefix such as `view1.`, before the names of the arrays. */
export function batchOf(inputs: CaseArrays, metas: readonly unknown[], prefix = ''): Batch {
  const image = inputs.get(`${prefix}img`);
  if (image === undefined) throw new Error(`the case has no input "${prefix}img"`);
  const [batch, channels, height, width] = image.shape;
  const perImage = <T>(
    name: string,
    convert: (array: { data: ArrayLike<number>; shape: readonly number[] }) => T,
  ) =>
    metas.map((_, i) => {
      const array = inputs.get(`${prefix}${name}.${i}`);
      return array === undefined ? undefined : convert(array);
    });
  const boxes = perImage('gt_bboxes', ({ data }) => Float32Array.from(data));
  const labels = perImage('gt_labels', ({ data }) => Int32Array.from(data));
  const ignored = perImage('gt_bboxes_ignore', ({ data }) => Float32Array.from(data));
  const masks = perImage('gt_masks', ({ data }) => bitmapMasks(Uint8Array.from(data), height, width));
  const semantic = inputs.get(`${prefix}gt_semantic_seg`); // [B, 1, h, w]
  return {
    img: channelsLast(image.data, channels, height * width),
    img_shape: [batch, height, width, channels],
    img_metas: metas as ImageMeta[],
    gt_bboxes: complete(boxes),
    gt_labels: complete(labels),
    gt_masks: complete(masks),
    gt_bboxes_ignore: complete(ignored),
    ...(semantic && {
      gt_semantic_seg: Int32Array.from(semantic.data),
      gt_semantic_seg_shape: [batch, semantic.shape[2], semantic.shape[3]],
    }),
  };
}

function complete<T>(list: readonly (T | undefined)[]): T[] | undefined {
  return list.every((item) => item !== undefined) ? (list as T[]) : undefined;
}

/** `[B, C, H, W]` -> `[B, H, W, C]`. */
function channelsLast(values: ArrayLike<number>, channels: number, pixels: number): Float32Array {
  const moved = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += channels * pixels) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < pixels; p++) moved[start + p * channels + c] = values[start + c * pixels + p];
    }
  }
  return moved;
}
