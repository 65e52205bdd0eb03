/** Filter gradients of strided one-pixel convolutions, of the shapes at which the op behind them damages the heap. */
import {
  conv2d,
  grads,
  ones,
  type Scalar,
  square,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
} from '../../../aligndet/engine/index.js';
import { convolution } from '../../../aligndet/nn/index.js';

const channels = [1, 3, 4, 8, 16];
const stride = 2;

for (let round = 0; round < 2; round++) {
  for (const inputs of channels) {
    for (const outputs of channels) {
      const x = ones([1, 16, 16, inputs]) as Tensor4D;
      const filter = ones([1, 1, inputs, outputs]) as Tensor4D;
      const own = (a: Tensor, b: Tensor) =>
        sum(square(convolution(a as Tensor4D, b as Tensor4D, { stride }))) as Scalar;
      const plain = (a: Tensor, b: Tensor) =>
        sum(square(conv2d(a as Tensor4D, b as Tensor4D, stride, 'valid'))) as Scalar;
      for (const loss of [own, plain])
        tidy(() => grads(loss)([x, filter]).map((gradient) => gradient.dataSync()));
    }
  }
}
process.stdout.write('whole');
