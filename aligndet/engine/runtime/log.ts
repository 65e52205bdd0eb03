/** @module TensorFlow's log: errors only, unless `TF_CPP_MIN_LOG_LEVEL` is set. */
import { closeSync, openSync } from 'node:fs';
import koffi, { type LibraryHandle } from 'koffi';

/** Severities: 0 info, 1 warning, 2 error. */
const ERRORS = 2;

const STDERR = 2;

/** `absl::SetMinLogLevel` of the Abseil inside the pinned TensorFlow. */
const SET_LOG_LEVEL = '_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE';

function level(): number {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= String(ERRORS);
  return Number(process.env.TF_CPP_MIN_LOG_LEVEL);
}

/** Loads a library of TensorFlow, which logs before its level can be set: stderr is redirected meanwhile. */
export function loadQuietly(load: () => LibraryHandle): LibraryHandle {
  if (level() < ERRORS) return load();
  const libc = koffi.load(null);
  const duplicate = libc.func('int dup(int)');
  const redirect = libc.func('int dup2(int, int)');
  const kept = duplicate(STDERR);
  const sink = openSync('/dev/null', 'w');
  redirect(sink, STDERR);
  try {
    return load();
  } finally {
    redirect(kept, STDERR);
    closeSync(kept);
    closeSync(sink);
  }
}

/** Sets the log level of a loaded library, where it exports the function. */
export function quieten(library: LibraryHandle): void {
  try {
    library.symbol(SET_LOG_LEVEL);
  } catch {
    return;
  }
  library.func(SET_LOG_LEVEL, 'void', ['int'])(level());
}
