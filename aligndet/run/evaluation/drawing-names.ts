/**
 * @module File names of drawn images: the names of the images with their subfolders, unique, and never outside the
 * output folder.
 */

/**
 * @param fileNames of the images, relative or absolute, of any operating system.
 * @returns a path per image, with `/` as separator and without extension, relative to the output folder.
 */
export function drawingNames(fileNames: readonly string[]): string[] {
  const parts = withoutCommonRoot(fileNames).map((name) => safeParts(name).join('/'));
  const stems = parts.map((name) => name.replace(/\.\w+$/, ''));
  const stemCounts = counted(stems);
  // a.jpg and a.png: the extension distinguishes them
  const names = stems.map((stem, i) => (stemCounts.get(stem.toLowerCase())! > 1 ? parts[i] : stem));
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} (${n})`;
    taken.add(free.toLowerCase()); // some file systems are case-insensitive
    return free;
  });
}

/** For absolute paths the common folder is removed. */
function withoutCommonRoot(fileNames: readonly string[]): readonly string[] {
  if (fileNames.length === 0 || !fileNames.every((name) => /^([a-z]:)?[\\/]/i.test(name))) return fileNames;
  const split = fileNames.map((name) => name.split(/[\\/]/));
  let length = 0;
  while (split.every((names) => length < names.length - 1 && names[length] === split[0][length])) length++;
  return split.map((names) => names.slice(length).join('/'));
}

/** Folders and name, without drives and parent segments. */
function safeParts(name: string): string[] {
  const parts = name
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => part.replaceAll(/[:\0]/g, '_'));
  return parts.length === 0 ? ['image'] : parts;
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return counts;
}
