/** @module Why a file cannot be read, as the end of a sentence that starts with its name. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a parent in its path is a file',
  EISDIR: 'is a folder, not a file',
  EACCES: 'cannot be read: this user has no permission',
  ELOOP: 'is a symbolic link to itself',
  ENAMETOOLONG: 'does not exist: its name is longer than file systems allow',
};

/** @param cause the error of the file system. */
export function whyUnreadable(cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return REASONS[code] ?? `cannot be read: ${message}`;
}
