/**
 * @module The role of a file or folder (train, val, test), by the words in its name: `instances_train2017.json`,
 * `valid/`.
 */

export type Role = 'train' | 'val' | 'test' | 'trainval';

const WORDS: Record<string, Role> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  minival: 'val',
  dev: 'val',
  eval: 'val',
  test: 'test',
  testing: 'test',
  trainval: 'trainval',
};

/** The role in the base name of `path`, else that of its nearest folder with one. */
export function roleOf(path: string): Role | undefined {
  for (const part of path.split('/').reverse()) {
    const roles = new Set(wordsOf(part).flatMap((word) => WORDS[word] ?? []));
    if (roles.has('train') && roles.has('val')) return 'trainval';
    const [role] = roles;
    if (role !== undefined) return role;
  }
  return undefined;
}

/** Words in lower case: digits, signs and camelCase boundaries end a word. */
function wordsOf(name: string): string[] {
  return (
    name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  );
}
