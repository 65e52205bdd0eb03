import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutForeign } from '../../../aligndet/checkpoint/converters/without-foreign.js';
import {
  PyDict,
  PyFloat,
  PyGlobal,
  PyObject,
  PyTuple,
  publishModel,
  readTorchFile,
  writeTorchFile,
} from '../../../aligndet/checkpoint/index.js';
import { runCommand } from '../../support/command.js';

const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tensor = { dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) };
const foreign = (made: 'new' | 'reduce') =>
  new PyObject(new PyGlobal('some.package', 'Thing'), ['touch /tmp/x'], made);

function harmless() {
  const date = new PyObject(new PyGlobal('datetime', 'date'), [new Uint8Array([7, 230, 1, 2])], 'reduce');
  return new PyDict([
    [
      'meta',
      new PyDict([
        ['time', date],
        ['CLASSES', new PyTuple(['a'])],
        ['lr', new PyFloat(1)],
      ]),
    ],
    ['state_dict', new PyDict([['w', tensor]], 'OrderedDict')],
  ]);
}

describe('withoutForeign', () => {
  it('returns what holds nothing foreign as it is', () => {
    const value = harmless();
    expect(withoutForeign(value)).toEqual({ value, leftOut: [] });
    expect(withoutForeign(value).value).toBe(value);
  });

  it('ends for a value that holds itself', () => {
    const loop: unknown[] = [foreign('new')];
    loop.push(loop);
    expect(withoutForeign(loop).leftOut).toHaveLength(1);
  });

  it('leaves out an object that cannot be made without a foreign one', () => {
    const of = new PyObject(new PyGlobal('collections', 'UserList'), [new PyTuple([foreign('new')])]);
    const value = harmless();
    value.set('of', of);
    const { value: cleaned, leftOut } = withoutForeign(value);
    expect(cleaned).toEqual(harmless());
    expect(leftOut).toEqual([{ path: 'of', cls: 'some.package.Thing' }]);
  });

  it.each([
    ['torch', 'per_channel_symmetric'],
    ['numpy.random._philox', 'Philox'],
  ])('keeps the name %s.%s in the arguments of an object', (module, name) => {
    const args = [new PyTuple([new PyGlobal(module, name)])];
    const record = new PyObject(new PyGlobal('torch._utils', '_rebuild_qtensor'), args, 'reduce');
    expect(withoutForeign(record)).toEqual({ value: record, leftOut: [] });
  });

  it.each(['new', 'reduce'] as const)('leaves out objects wherever they are (%s)', (made) => {
    const value = harmless();
    value.set(
      'hub',
      new PyDict([
        ['log', foreign(made)],
        ['kept', 1],
      ]),
    );
    value.set('list', [1, foreign(made)]);
    value.set('tuple', new PyTuple([foreign(made), 2]));
    value.set('class', new PyGlobal('os', 'system'));
    const makesThem = new PyDict([['a', 1]], 'defaultdict');
    makesThem.factory = new PyGlobal('some.package', 'Thing');
    value.set('counts', makesThem);
    const { value: cleaned, leftOut } = withoutForeign(value);
    expect(leftOut.map(({ path }) => path)).toEqual([
      'hub.log',
      'list.1',
      'tuple.0',
      'class',
      'counts.factory',
    ]);
    expect([...((cleaned as PyDict).get('hub') as PyDict)]).toEqual([['kept', 1]]);
    expect((cleaned as PyDict).get('list')).toEqual([1, null]);
    expect((cleaned as PyDict).has('class')).toBe(false);
  });
});

describe('publish-model', () => {
  it('writes no call back, and says what it left out', async () => {
    const file = join(folder, 'in.pth');
    const value = harmless();
    value.set('hub', foreign('reduce'));
    value.set('optimizer', new PyDict());
    writeTorchFile(file, value);
    expect(readTorchFile(file).unknownClasses).toContain('some.package.Thing');
    const { exitCode, stderr } = await runCommand('publish-model', file, join(folder, 'out.pth'));
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/^left out: hub \(some\.package\.Thing\): /),
    ]);
    const { path } = publishModel(readTorchFile(file).value, join(folder, 'again.pth'));
    const published = readTorchFile(path);
    expect(published.unknownClasses).toEqual(['datetime.date']);
    expect(published.globals).not.toContain('some.package.Thing');
    expect([...(published.value as PyDict).keys()]).toEqual(['meta', 'state_dict']);
  });
});
