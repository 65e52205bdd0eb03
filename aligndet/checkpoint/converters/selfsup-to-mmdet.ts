/** @module mmdetection's selfsup2mmdet: the query encoder of MoCo as a ResNet. */
import { PyDict, type PyValue } from '../pickle/values.js';
import { assertConverted, type Conversion, namedTensors } from './conversion.js';

const ENCODER = 'module.encoder_q.';

export function mocoToMmdet(checkpoint: PyValue): Conversion {
  const renamed = namedTensors(checkpoint, ['state_dict'])
    .filter(([name]) => name.startsWith(ENCODER))
    .map(([name, tensor]) => [name, name.replaceAll(ENCODER, ''), tensor] as const);
  const state = new PyDict(
    renamed.map(([, to, tensor]) => [to, tensor]),
    'OrderedDict',
  );
  assertConverted(
    state,
    checkpoint,
    'MoCo ("module.encoder_q."); backbone2mmdet finds backbones of other layouts',
  );
  return {
    checkpoint: new PyDict([['state_dict', state]]),
    lines: renamed.map(([from, to]) => `${from} -> ${to}`),
  };
}
