/** @module What a file or folder is for, by the words in its name: `instances_train2017.json`, `valid/`. */

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

/** The role that the last part of `path` names, else the folder that it is in, and so on outwards. */
export function roleOf(path: string): Role | undefined {
  for (const part of path.split('/').reverse()) {
    const roles = new Set(wordsOf(part).flatMap((word) => WORDS[word] ?? []));
    if (roles.has('train') && roles.has('val')) return 'trainval';
    const [role] = roles;
    if (role !== undefined) return role;
  }
  return undefined;
}

/** Runs of letters in lower case: digits, signs and capitals behind small letters end a word. */
function wordsOf(name: string): string[] {
  return (
    name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  );
}
