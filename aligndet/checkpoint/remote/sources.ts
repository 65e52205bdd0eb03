/** @module Sources of checkpoints, as written in configs: paths, URLs, mmcv's and Hugging Face's names. */
import { fileURLToPath } from 'node:url';
import { CheckpointError, nearest } from '../../core/index.js';
import { OPEN_MMLAB, TORCHVISION } from './model-zoo.js';
import { shownSource } from './shown-url.js';

export type CheckpointSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: URL; readonly sha256: string | undefined };

/** Base URL of `hf://`; `HF_ENDPOINT` sets a mirror, as in Hugging Face's own tools. */
export const HUGGING_FACE = 'https://huggingface.co';

/**
 * Reads `path`, `file://`, `http(s)://`, `hf://owner/repo/file[@revision]` (`hf://spaces/owner/...` for a Space, such
 * as the one with AlignDet's weights), `torchvision://name` and `open-mmlab://name`. A URL may end in `#sha256=<hex
 * digits>`, which is verified; names that end in a dash and eight digits of it, as PyTorch's and OpenMMLab's do, are
 * verified too.
 *
 * @throws {CheckpointError} for another scheme or an unknown name.
 */
export function checkpointSource(
  text: string,
  environment: NodeJS.ProcessEnv = process.env,
): CheckpointSource {
  const [, scheme, rest] = /^([a-z][a-z0-9+-]*):\/\/(.*)$/i.exec(text) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      return { kind: 'file', path: text };
    case 'file':
      return { kind: 'file', path: localPath(text) };
    case 'http':
    case 'https':
      return remote(text);
    case 'hf':
      return remote(huggingFaceUrl(rest, environment.HF_ENDPOINT || HUGGING_FACE));
    case 'torchvision':
    case 'modelzoo':
      return remote(fromZoo(TORCHVISION, rest, text));
    case 'open-mmlab':
    case 'openmmlab':
      return remote(fromZoo(OPEN_MMLAB, rest, text));
    default:
      throw new CheckpointError(
        `${shownSource(text)}: the scheme "${scheme}://" is not supported. Expected a path, file://, http://, https://, hf://, torchvision:// or open-mmlab://.`,
      );
  }
}

function localPath(text: string): string {
  try {
    return fileURLToPath(text);
  } catch (cause) {
    throw new CheckpointError(`${text}: is not a file of this machine.`, { cause });
  }
}

function remote(text: string): CheckpointSource {
  if (!URL.canParse(text)) throw new CheckpointError(`${shownSource(text)}: is not a valid URL.`);
  const url = new URL(text);
  const [, explicit] = /^#sha256=([0-9a-f]{8,64})$/i.exec(url.hash) ?? [];
  if (url.hash !== '' && explicit === undefined) {
    throw new CheckpointError(
      `${shownSource(text)}: expected # to be followed by sha256= and 8 to 64 hexadecimal digits.`,
    );
  }
  url.hash = '';
  const [, inName] = /-([0-9a-f]{8})\.(?:pth|pt|safetensors)$/.exec(url.pathname) ?? [];
  return { kind: 'url', url, sha256: (explicit ?? inName)?.toLowerCase() };
}

/** `[spaces/|datasets/]owner/repo/path/to/file[@revision][#sha256=...]`. */
function huggingFaceUrl(rest: string, endpoint: string): string {
  const [address, hash] = rest.split('#', 2);
  const [path, revision = 'main'] = address.split('@', 2);
  const [, kind = '', inside = ''] = /^((?:spaces|datasets)\/)?(.*)$/s.exec(path) ?? [];
  const [owner, repository, ...file] = inside.split('/');
  if (!owner || !repository || file.length === 0 || file.some((part) => part === '' || part === '..')) {
    throw new CheckpointError(
      `hf://${rest}: expected hf://owner/repository/file, optionally followed by @revision.`,
    );
  }
  const filePath = [owner, repository, 'resolve', revision, ...file].map(encodeURIComponent).join('/');
  return `${endpoint.replace(/\/$/, '')}/${kind}${filePath}${hash === undefined ? '' : `#${hash}`}`;
}

function fromZoo(zoo: Readonly<Record<string, string>>, name: string, text: string): string {
  if (Object.hasOwn(zoo, name)) return zoo[name];
  const near = nearest(name, Object.keys(zoo));
  const known =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${Object.keys(zoo).join(', ')}.`;
  throw new CheckpointError(`${text}: unknown model name. ${known}`);
}
