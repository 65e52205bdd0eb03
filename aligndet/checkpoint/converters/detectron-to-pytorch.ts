/** @module mmdetection's detectron2pytorch: Caffe2 ResNets of the original Detectron. */
import { CheckpointError } from '../../core/portable.js';
import type { TensorRecord } from '../../nn/index.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { type Conversion, dictOf } from './conversion.js';
import { tensorFromNumpy } from './numpy-tensor.js';

/** Blocks per stage, by depth. */
const BLOCKS: Record<number, readonly number[]> = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3] };

/** @param model the unpickled file; Python 2 byte strings are decoded as latin1. */
export function detectronToPytorch(model: PyValue, depth: number): Conversion {
  const blocks = BLOCKS[depth];
  if (blocks === undefined) throw new CheckpointError('Only support ResNet-50 and ResNet-101 currently');
  const root = dictOf(model, 'The file');
  const blobs = root.has('blobs') ? dictOf(root.get('blobs'), '"blobs"') : root;
  const converter = new BlobConverter(blobs);
  converter.convolution('conv1', 'conv1');
  converter.norm('res_conv1_bn', 'bn1');
  blocks.forEach((count, stage) => {
    for (let block = 0; block < count; block++)
      converter.block(`res${stage + 2}_${block}`, `layer${stage + 1}.${block}`, block === 0);
  });
  const left = [...blobs.keys()].filter((name) => !converter.used.has(name));
  return {
    checkpoint: new PyDict([['state_dict', converter.state]]),
    lines: left.map((name) => `Not Convert: ${String(name)}`),
  };
}

class BlobConverter {
  readonly state = new PyDict([], 'OrderedDict');
  readonly used = new Set<PyValue>();

  constructor(readonly blobs: PyDict) {}

  block(caffe: string, torch: string, hasShortcut: boolean): void {
    if (hasShortcut) {
      this.convolution(`${caffe}_branch1`, `${torch}.downsample.0`);
      this.norm(`${caffe}_branch1_bn`, `${torch}.downsample.1`);
    }
    ['a', 'b', 'c'].forEach((letter, i) => {
      this.convolution(`${caffe}_branch2${letter}`, `${torch}.conv${i + 1}`);
      this.norm(`${caffe}_branch2${letter}_bn`, `${torch}.bn${i + 1}`);
    });
  }

  convolution(caffe: string, torch: string): void {
    this.state.set(`${torch}.weight`, this.#take(`${caffe}_w`));
    if (this.blobs.has(`${caffe}_b`)) this.state.set(`${torch}.bias`, this.#take(`${caffe}_b`));
  }

  /** Detectron folded batch norm into a scale and a shift: identity statistics are added. */
  norm(caffe: string, torch: string): void {
    const scale = this.#take(`${caffe}_s`);
    this.state.set(`${torch}.bias`, this.#take(`${caffe}_b`));
    this.state.set(`${torch}.weight`, scale);
    this.state.set(`${torch}.running_mean`, filled(scale.shape, 0));
    this.state.set(`${torch}.running_var`, filled(scale.shape, 1));
  }

  #take(name: string) {
    if (!this.blobs.has(name))
      throw new CheckpointError(
        `The file has no blob "${name}": it is not a ResNet of that depth. Check --depth.`,
      );
    this.used.add(name);
    return tensorFromNumpy(name, this.blobs.get(name));
  }
}

function filled(shape: readonly number[], value: number): TensorRecord {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return { dtype: 'float32', shape: [...shape], data: new Float32Array(size).fill(value) };
}
