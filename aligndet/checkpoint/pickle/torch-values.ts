/** @module Small values of PyTorch: dtypes and devices. */
import { dtypes } from '../dtypes.js';
import type { PyGlobal, PyValue } from './atoms.js';
import { corrupt } from './corrupt.js';

/** A torch dtype as a value, such as `torch.float16`. */
export class TorchDType {
  constructor(readonly name: string) {}
}

export class TorchDevice {
  constructor(readonly name: string) {}
}

const TORCH_DTYPES = new Set<string>([
  ...dtypes,
  ...'half float double long int short qint8 quint8 qint32 quint4x2 quint2x4 bits8 float4_e2m1fn_x2'.split(
    ' ',
  ),
]);

/** The value of a name: a dtype is a value, everything else remains a name. */
export function mention(named: PyGlobal): PyValue {
  return named.module === 'torch' && TORCH_DTYPES.has(named.name) ? new TorchDType(named.path) : named;
}

/** `torch.device('cuda', 0)` */
export function makeDevice(type: PyValue, index?: PyValue): TorchDevice {
  const isDevice = typeof type === 'string' && /^\w{1,32}(:\d{1,5})?$/.test(type);
  if (!isDevice || !(index === undefined || typeof index === 'number'))
    throw corrupt('it has a device without name');
  return new TorchDevice(index === undefined ? type : `${type}:${index}`);
}
