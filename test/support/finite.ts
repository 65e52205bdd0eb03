/** Expects at least one value and that each is finite; the others are listed with their index. */
export function expectFinite(values: Iterable<number>): void {
  const all = [...values];
  expect(all.length).toBeGreaterThan(0);
  expect([...all.entries()].filter(([, value]) => !Number.isFinite(value))).toEqual([]);
}
