/** @module Environment variables of one test: `afterEach(restoreVariables)` puts back what was before. */

const before = new Map<string, string | undefined>();

/** @param value `undefined` takes the variable away. */
export function stubVariable(name: string, value: string | undefined): void {
  if (!before.has(name)) before.set(name, process.env[name]);
  assign(name, value);
}

export function restoreVariables(): void {
  for (const [name, value] of before) assign(name, value);
  before.clear();
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
