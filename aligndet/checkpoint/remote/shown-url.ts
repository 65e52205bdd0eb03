/** @module URLs in messages, without passwords, tokens and signatures. */

/** The URL without user and password; the values after `?` are omitted. */
export function shownUrl(url: URL): string {
  const shown = new URL(url);
  const hasLogin = shown.username !== '' || shown.password !== '';
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  for (const key of new Set(shown.searchParams.keys())) shown.searchParams.set(key, '...');
  return hasLogin ? shown.href.replace('://', '://...@') : shown.href;
}

/** A source as written in a config, with secrets removed from its URL. */
export function shownSource(source: string): string {
  if (!/^https?:/i.test(source) || !URL.canParse(source)) return source.replace(/\/\/[^/@]*@/, '//...@');
  return shownUrl(new URL(source));
}
