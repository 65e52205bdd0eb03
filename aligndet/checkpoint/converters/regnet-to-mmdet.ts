/** @module mmdetection's regnet2mmdet: RegNets of pycls. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { assertConverted, type Conversion, namedTensors } from './conversion.js';

const BLOCK_PARTS: Record<string, string> = {
  a: 'conv1',
  b: 'conv2',
  c: 'conv3',
  a_bn: 'bn1',
  b_bn: 'bn2',
  c_bn: 'bn3',
};

/** A block of a stage. */
const MARK = /^s\d+\.b\d+\./;

/** @throws {CheckpointError} for a block with a module that mmdetection's RegNet lacks, such as squeeze-and-excite. */
export function regnetToMmdet(checkpoint: PyValue): Conversion {
  const state = new PyDict([], 'OrderedDict');
  const lines: string[] = [];
  const left: string[] = [];
  const tensors = namedTensors(checkpoint, ['model_state']);
  const isOwn = tensors.some(([name]) => MARK.test(name));
  for (const [name, tensor] of isOwn ? tensors : []) {
    const renamed = renameRegnet(name);
    if (renamed === undefined) {
      left.push(name);
      continue;
    }
    state.set(renamed, tensor);
    lines.push(`Convert ${name} to ${renamed}`);
  }
  assertConverted(state, checkpoint, 'a RegNet of pycls');
  return {
    checkpoint: new PyDict([['state_dict', state]]),
    lines: [...lines, ...left.map((name) => `not converted: ${name}`)],
  };
}

/** @returns `undefined` for a name that mmdetection's tool skips. */
export function renameRegnet(name: string): string | undefined {
  if (name.includes('stem')) return name.replaceAll('stem.conv', 'conv1').replaceAll('stem.bn', 'bn1');
  if (name.includes('head')) return name.replaceAll('head.fc', 'fc');
  return name.startsWith('s') ? renameBlock(name) : undefined;
}

/** `s1.b1.f.a_bn.weight` to `layer1.0.bn1.weight`. */
function renameBlock(name: string): string {
  const [stage, block, part, inner = ''] = name.split('.');
  const last = name.split('.').at(-1);
  const prefix = `layer${Number(stage.slice(1))}.${Number(block?.slice(1)) - 1}`;
  const isFirst = block === 'b1';
  if (isFirst && part === 'bn') return `${prefix}.downsample.1.${last}`;
  if (isFirst && part === 'proj') return `${prefix}.downsample.0.${last}`;
  if (part === 'f' && BLOCK_PARTS[inner] !== undefined) return `${prefix}.${BLOCK_PARTS[inner]}.${last}`;
  throw new CheckpointError(`Unsupported conversion of key ${name}`);
}
