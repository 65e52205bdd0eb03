import {
  bytesSource,
  type NumpyArray,
  type PyDict,
  PyGlobal,
  PyObject,
  parseTorchFile,
  plain,
  TorchStorage,
  TorchTensor,
  torchFileChunks,
  unpickle,
} from '../../../aligndet/checkpoint/index.js';
import { pickle } from '../../../aligndet/checkpoint/pickle/pickler.js';
import { tensorKind } from '../../../aligndet/checkpoint/pickle/tensor-makers.js';
import { TypedStorage } from '../../../aligndet/checkpoint/torch/typed-storage.js';
import { CheckpointError } from '../../../aligndet/core/index.js';

/** A pickle of protocol 0 or 1, as Python's pickletools shows it. */
const load = (text: string) => unpickle(bytesSource(Buffer.from(text, 'latin1'), 'test')).value;

/** Written, and read again. */
const again = (value: unknown) => unpickle(bytesSource(pickle(value), 'test')).value;

describe('what healthy programs write', () => {
  it.each([
    ['range under protocol 2', 'c__builtin__\nxrange\n(I0\nI3\nI1\ntR.', '__builtin__.xrange', [0, 3, 1]],
    ['UserDict under protocol 2', 'cUserDict\nIterableUserDict\n)\x81.', 'UserDict.IterableUserDict', []],
    ['UserList under protocol 2', 'cUserList\nUserList\n)\x81.', 'UserList.UserList', []],
    ['a path of Python 3.13', 'cpathlib._local\nPosixPath\n(S"/a"\ntR.', 'pathlib._local.PosixPath', ['/a']],
    ['an error', 'cexceptions\nValueError\n(S"bad"\ntR.', 'exceptions.ValueError', ['bad']],
    ['type(None)', 'c__builtin__\ntype\n(NtR.', '__builtin__.type', [null]],
    ['an optimizer', 'ctorch.optim.adam\nAdam\n)\x81.', 'torch.optim.adam.Adam', []],
    [
      'an EMA of a model',
      'ctorch.optim.swa_utils\nAveragedModel\n)\x81.',
      'torch.optim.swa_utils.AveragedModel',
      [],
    ],
    [
      'a seed of numpy 2',
      'cnumpy.random.bit_generator\n__pyx_unpickle_SeedSequence\n(I1\ntR.',
      'numpy.random.bit_generator.__pyx_unpickle_SeedSequence',
      [1],
    ],
  ])('is kept: %s', (_case, text, path, args) => {
    for (const value of [load(text), again(load(text))]) {
      expect(value).toBeInstanceOf(PyObject);
      expect((value as PyObject).args).toEqual(args);
    }
    expect((load(text) as PyObject).cls.path).toBe(path);
  });

  it('is kept: a member of a class, which protocols up to 3 ask getattr for', () => {
    const member = load('c__builtin__\ngetattr\n(cmmengine.logging\nHistoryBuffer\nS"min"\ntR.');
    expect(member).toEqual(new PyGlobal('mmengine.logging', 'HistoryBuffer.min'));
    expect(again(member)).toEqual(member);
  });

  it.each([
    ['namedtuple', 'cmods\nNT\nc__builtin__\ntuple\n(I1\nI2\nt', [1, 2]],
    ['str', 'cmods\nVersion\nc__builtin__\nunicode\nV2.0\n', '2.0'],
    ['int', 'cmods\nCount\nc__builtin__\nint\nI7\n', 7],
    ['float', 'cmods\nRate\nc__builtin__\nfloat\nF0.5\n', 0.5],
  ])('is kept: the value of a subclass of %s under protocols 0 and 1', (_case, parts, value) => {
    const object = load(`ccopy_reg\n_reconstructor\n(${parts}tR.`);
    expect(plain(object)).toEqual(value);
    expect(plain(again(object))).toEqual(value);
  });

  it('is kept: records of named fields', () => {
    const dtype = "cnumpy\ndtype\n(S'V3'\nI0\nI1\ntR(I3\nS'|'\nN(S'a'\ntNI3\nI1\nI16\ntb";
    const text = `cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nrecarray\n(I0\ntS'b'\ntR(I1\n(I2\nt${dtype}I00\nS'abcdef'\ntb.`;
    for (const array of [load(text), again(load(text))] as NumpyArray[]) {
      expect(array.type?.path).toBe('numpy.recarray');
      expect([array.dtype.size, array.dtype.text, [...array.data]]).toEqual([
        3,
        '|V3',
        [...Buffer.from('abcdef')],
      ]);
    }
  });

  const storage = new TorchStorage(16, () => new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
  const reread = (value: unknown) => {
    const bytes = Buffer.concat([...torchFileChunks({ x: value })]);
    return (parseTorchFile(bytesSource(bytes, 'test')).value as PyDict).get('x');
  };

  it('is read: conjugates and negatives, which are views', () => {
    const conj = reread(new TorchTensor(storage, 'complex64', 0, [2], [1], { isConj: true })) as TorchTensor;
    expect([...(conj.toRecord().data as Float32Array)]).toEqual([1, -2, 3, -4]);
    const neg = reread(new TorchTensor(storage, 'float32', 1, [2], [2], { isNeg: true })) as TorchTensor;
    expect([...(neg.toRecord().data as Float32Array)]).toEqual([-2, -4]);
  });

  it('is kept: attributes of a tensor, and its subclass', () => {
    const wrapper = { type: new PyGlobal('mods', 'Boxes'), state: { format: 'xyxy' } };
    const boxes = reread(new TorchTensor(storage, 'float32', 0, [4], [1], { wrapper })) as TorchTensor;
    expect([boxes.wrapper?.type, plain(boxes.wrapper?.state)]).toEqual([wrapper.type, wrapper.state]);
  });

  it.each([
    ['_rebuild_meta_tensor_no_storage', 'a meta tensor'],
    ['_rebuild_qtensor', 'a quantized tensor'],
    ['_rebuild_sparse_tensor', 'a sparse tensor'],
    ['_rebuild_nested_tensor', 'a nested tensor'],
  ])('is kept and named: what %s builds', (name, kind) => {
    const typed = new TypedStorage(storage, 'int8', new PyGlobal('torch', 'QInt8Storage'));
    const record = reread(new PyObject(new PyGlobal('torch._utils', name), [typed, 0], 'reduce')) as PyObject;
    expect(tensorKind(record)).toContain(kind);
    expect((record.args[0] as TypedStorage).type.path).toBe('torch.QInt8Storage');
  });
});

describe('what calls', () => {
  it.each([
    ['os.system', 'cos\nsystem\n(S"true"\ntR.', 'may be an attack'],
    ['its name in Python 2', 'cposix\nsystem\n(S"true"\ntR.', 'may be an attack'],
    ['eval', 'c__builtin__\neval\n(S"1"\ntR.', 'may be an attack'],
    ['a class that runs a program', 'csubprocess\nPopen\n)\x81.', 'may be an attack'],
    ['getattr on a module', 'c__builtin__\ngetattr\n(cos\npath\nS"join"\ntR.', 'may be an attack'],
    [
      'getattr of what is private',
      'c__builtin__\ngetattr\n(cmods\nNet\nS"__globals__"\ntR.',
      'may be an attack',
    ],
    ['a member of a class', 'c__builtin__\ngetattr\n(cmods\nNet\nS"run"\ntR)R.', 'the result of a function'],
    ['type with three arguments', 'c__builtin__\ntype\n(S"A"\n)}tR.', 'may be an attack'],
    ['partial of os.system', 'cfunctools\npartial\n(cos\nsystem\ntR.', 'may be an attack'],
    ['torch.load', 'ctorch\nload\n(S"a"\ntR.', 'may be an attack'],
    ['TorchScript', 'ctorch.jit._script\nRecursiveScriptModule\n)\x81.', 'contains a program'],
    ['a traced graph', 'ctorch.fx.graph_module\nreduce_graph_module\n(tR.', 'contains a program'],
    ['a function of a package', 'cmods\nbuild\n(tR.', 'of the package mods'],
    ['an unknown class of the standard library', 'csched\nEvent\n)\x81.', 'standard library'],
  ])('is refused: %s', (_case, text, message) => {
    expect(() => load(text)).toThrow(CheckpointError);
    expect(() => load(text)).toThrow(message);
  });
});
