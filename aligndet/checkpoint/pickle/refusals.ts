/** @module Messages about objects that a pickle would call and that are not known to be harmless. */
import { CheckpointError } from '../../core/portable.js';
import { PyGlobal } from './atoms.js';
import { STANDARD_MODULES } from './standard-modules.js';

/**
 * Modules whose classes run programs or code too. In other modules of the standard library only functions are
 * suspicious.
 */
const RUNS_CODE: ReadonlySet<string> = new Set(
  (
    '__builtin__ _ctypes _posixsubprocess asyncio atexit bdb builtins code codeop commands concurrent cProfile ctypes ' +
    'distutils doctest ensurepip imp importlib inspect multiprocessing nt os pdb pickle pkgutil popen2 posix profile ' +
    'pty runpy shutil signal site socket socketserver subprocess sys threading trace types venv webbrowser zipimport'
  ).split(' '),
);

/** Programs stored by PyTorch: TorchScript, traced graphs, packages. */
const PROGRAMS = /^(torch\.(jit|fx|package|_dynamo|_inductor)\.|__torch__\.)/;

/** Functions of numpy and torch that load or run other code. */
const LOADERS =
  /^(numpy\.(testing|distutils|f2py|load)|torch\.(hub|load|utils\.cpp_extension|serialization|_C\._jit)\b)/;

const REMEDY =
  'Nothing was run; the file is rejected. If you trust it, load it with PyTorch and save only its weights: ' +
  'torch.save(model.state_dict(), path).';

/** Whether calling it could run a program, or code of the file. */
export function runsCode({ path, module }: PyGlobal): boolean {
  return RUNS_CODE.has(module.split('.')[0]) || LOADERS.test(path);
}

export function refusal(named: PyGlobal): CheckpointError {
  const { path, name, module } = named;
  const [root] = module.split('.');
  const isStandard = STANDARD_MODULES.has(root);
  const isClass = /(^|\.)_*[A-Z][^.]*$/.test(name);
  if (PROGRAMS.test(path)) {
    return new CheckpointError(
      `the file contains a program, not only weights: the pickle would run ${path}. ${REMEDY}`,
    );
  }
  if (runsCode(named) || (isStandard && !isClass)) return attack(named);
  const kind = isClass ? 'an instance of a class' : 'the result of a function';
  const whose = isStandard ? "of Python's standard library" : `of the package ${root}`;
  return new CheckpointError(
    `the file contains ${kind} ${whose} that is not known to be plain data: ${path}. ${REMEDY}`,
  );
}

/** Python's pickler writes these for classes with `__getnewargs_ex__`. */
export function namedArguments(cls: unknown): CheckpointError {
  const path = cls instanceof PyGlobal ? cls.path : 'a class';
  return new CheckpointError(
    `the file contains an instance of ${path} that is created with named arguments, which is not supported. ${REMEDY}`,
  );
}

export function attack({ path }: PyGlobal): CheckpointError {
  return new CheckpointError(
    `the pickle would run ${path}, which no checkpoint needs: it may be an attack. Nothing was run; the file is rejected.`,
  );
}
