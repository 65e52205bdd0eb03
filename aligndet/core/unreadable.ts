/** @module Why a file cannot be read, in words that go behind its name. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a file stands where its path has a folder',
  EISDIR: 'is a folder, not a file',
  EACCES: 'cannot be read: this user has no permission',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENAMETOOLONG: 'does not exist: its name is longer than file systems allow',
};

/** @param cause what the file system threw. */
export function whyUnreadable(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return REASONS[code] ?? `cannot be read: ${message}`;
}
