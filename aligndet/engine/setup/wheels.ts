/** @module The TensorFlow wheels that the engine uses: one pinned version, with the hash of each platform's file. */
import { EngineError } from '../../core/index.js';

export const TENSORFLOW_VERSION = '2.21.0';

export type Flavour = 'cpu' | 'gpu';

export interface Wheel {
  /** Name on PyPI. */
  readonly package: string;
  readonly version: string;
  /** File name on PyPI. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Platform tag for pip. */
  readonly pipPlatform: string;
  /** The shared libraries inside, in load order. */
  readonly libraries: readonly string[];
}

const linuxLibraries = ['tensorflow/libtensorflow_framework.so.2', 'tensorflow/libtensorflow_cc.so.2'];
const macLibraries = ['tensorflow/libtensorflow_framework.2.dylib', 'tensorflow/libtensorflow_cc.2.dylib'];

/** By `<process.platform>-<process.arch>-<flavour>`. */
const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64-cpu': {
    package: 'tensorflow-cpu',
    version: TENSORFLOW_VERSION,
    file: 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
    bytes: 274_000_871,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    pipPlatform: 'manylinux_2_27_x86_64',
    libraries: linuxLibraries,
  },
  'linux-x64-gpu': {
    package: 'tensorflow',
    version: TENSORFLOW_VERSION,
    file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
    bytes: 572_600_000,
    sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
    pipPlatform: 'manylinux_2_27_x86_64',
    libraries: linuxLibraries,
  },
  'linux-arm64-cpu': {
    package: 'tensorflow',
    version: TENSORFLOW_VERSION,
    file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
    bytes: 281_900_000,
    sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    pipPlatform: 'manylinux_2_27_aarch64',
    libraries: linuxLibraries,
  },
  'darwin-arm64-cpu': {
    package: 'tensorflow',
    version: TENSORFLOW_VERSION,
    file: 'tensorflow-2.21.0-cp312-cp312-macosx_12_0_arm64.whl',
    bytes: 223_500_000,
    sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
    pipPlatform: 'macosx_12_0_arm64',
    libraries: macLibraries,
  },
};

/** This platform, as in the table of wheels. */
export const thisPlatform = `${process.platform}-${process.arch}`;

/** @throws {EngineError} when the platform is not supported. */
export function wheelFor(flavour: Flavour, platform = thisPlatform): Wheel {
  const wheel = wheels[`${platform}-${flavour}`];
  if (wheel !== undefined) return wheel;
  const known = Object.keys(wheels).filter((key) => key.endsWith(flavour));
  const advice = platform.startsWith('win32') ? ' On Windows, use WSL 2.' : '';
  throw new EngineError(
    `There is no TensorFlow ${TENSORFLOW_VERSION} (${flavour}) for ${platform}. Supported platforms: ${known.join(', ')}.${advice}`,
  );
}
