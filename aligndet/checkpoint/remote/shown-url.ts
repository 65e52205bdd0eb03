/** @module URLs in messages: passwords, tokens and signatures stay out. */

/** The URL without user and password; the values behind `?` are left out. */
export function shownUrl(url: URL): string {
  const shown = new URL(url);
  const hasLogin = shown.username !== '' || shown.password !== '';
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  for (const key of new Set(shown.searchParams.keys())) shown.searchParams.set(key, '...');
  return hasLogin ? shown.href.replace('://', '://...@') : shown.href;
}

/** A source as it was written in a config, with the URL in it made harmless. */
export function shownSource(source: string): string {
  if (!/^https?:/i.test(source) || !URL.canParse(source)) return source.replace(/\/\/[^/@]*@/, '//...@');
  return shownUrl(new URL(source));
}
