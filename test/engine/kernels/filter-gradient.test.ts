import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  conv2d,
  grads,
  type Scalar,
  square,
  sum,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
} from '../../../aligndet/engine/index.js';

/** glibc's allocator that checks the heap at each call. */
const CHECKED_MALLOC = 'libc_malloc_debug.so.0';
const folders = ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/lib64', '/usr/lib'];
const hasCheckedMalloc = folders.some((folder) => existsSync(join(folder, CHECKED_MALLOC)));

describe('the filter gradient of a one-pixel filter with a stride', () => {
  it('is that of the pixels it sees', () => {
    tidy(() => {
      const x = tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
      const filter = tensor4d([2], [1, 1, 1, 1]);
      const loss = (a: Tensor, b: Tensor) =>
        sum(square(conv2d(a as Tensor4D, b as Tensor4D, 2, 'valid'))) as Scalar;
      const [, gradient] = grads(loss)([x, filter]);
      expect(gradient.dataSync()[0]).toBe(2 * 2 * (1 + 9 + 49 + 81)); // d/df of sum of (f x)^2 over 1, 3, 7, 9
    });
  });

  (hasCheckedMalloc ? it : it.skip)(
    'leaves the heap whole',
    () => {
      const child = join(import.meta.dirname, 'heap-child.ts');
      const env = { ...process.env, LD_PRELOAD: CHECKED_MALLOC, MALLOC_CHECK_: '3' };
      const { stdout, signal } = spawnSync(process.execPath, ['--import', 'tsx', child], {
        env,
        encoding: 'utf8',
      });
      expect({ stdout, signal }).toEqual({ stdout: 'whole', signal: null });
    },
    120_000,
  );
});
