/** @module A Python config as a TypeScript module. */
import { isConfigName } from '../python/read.js';
import { commentLines, type Item, item, type Layout, objectOf, print, WIDTH } from './layout.js';
import { formatKey, literalOf } from './literals.js';
import { safeName } from './names.js';
import type { Definition, Effect, Translation } from './statements.js';

export interface TypeScriptOptions {
  /** Lines of the header comment. */
  readonly header: readonly string[];
  /** Keys written as a value instead of the code that computes it. */
  readonly byValue: ReadonlySet<string>;
  /** Changes the paths under `_base_`. */
  readonly mapBase: (path: string) => string;
}

export function typescriptOf(translation: Translation, options: TypeScriptOptions): string {
  const { steps, scope, dangling, docstring } = translation;
  const byValue = new Set([...options.byValue, ...translation.computed.keys()]);
  const kept = steps.filter((step) => !byValue.has('name' in step ? step.name : step.changes));
  const definitions = kept.filter((step): step is Definition => 'name' in step);
  const effects = kept.filter((step): step is Effect => 'code' in step);
  const uses = new Map<string, number>();
  for (const step of kept) for (const name of step.uses) uses.set(name, (uses.get(name) ?? 0) + 1);
  const isConstant = (name: string) =>
    uses.has(name) ||
    (effects.length > 0 && definitions.some((each) => each.name === name && each.uses.size > 0));
  const keys = [...scope.names].filter(([name, value]) => isConfigName(name, value)).map(([name]) => name);
  // bases come first, whatever comes first in the source
  keys.sort((a, b) => Number(b === '_base_') - Number(a === '_base_'));

  const lines = new Code();
  for (const name of byValue) {
    // a name written by value may still be used by translated code
    if (uses.has(name)) lines.constant(name, literal(name), [], undefined, 'as const');
  }
  for (const step of kept) {
    if ('code' in step) lines.effect(step);
    else if (isConstant(step.name) && step.name !== '_base_') {
      const changed = effects.filter(({ changes }) => changes === step.name);
      const isLet = changed.some(({ reassigns }) => reassigns);
      lines.constant(
        step.name,
        step.value,
        step.leading,
        step.trailing,
        changed.length === 0 ? 'as const' : isLet ? 'let' : 'changed',
      );
    }
  }
  const items = keys.map((name): Item => {
    const definition = definitions.find((each) => each.name === name);
    if (definition === undefined) {
      if (uses.has(name)) return item(shorthand(name));
      const comments = steps.flatMap((step) => ('name' in step && step.name === name ? step.leading : []));
      const line = translation.computed.get(name);
      const note = line === undefined ? [] : [`Computed by line ${line} of the Python source.`];
      return item(literal(name), `${formatKey(name)}: `, [...comments, ...note]);
    }
    if (isConstant(name) && name !== '_base_') return item(shorthand(name));
    return item(definition.value, `${formatKey(name)}: `, definition.leading, definition.trailing);
  });
  const head = header([
    ...options.header,
    ...(docstring === undefined ? [] : ['', ...docstring.split('\n')]),
  ]);
  const config = print(objectOf(items, dangling), '', 'export default defineConfig('.length + 2);
  const body = lines.text === '' ? '' : `${lines.text}\n`;
  return `${head}import { defineConfig } from 'aligndet';\n\n${body}export default defineConfig(${config});\n`;

  function literal(name: string): Layout {
    return literalOf(scope.names.get(name) ?? null, name === '_base_' ? options.mapBase : undefined);
  }
}

type Kind = 'as const' | 'changed' | 'let';

/** The statements above `export default`. */
class Code {
  text = '';

  constant(
    name: string,
    value: Layout,
    leading: readonly string[],
    trailing: string | undefined,
    kind: Kind,
  ): void {
    const start = `${kind === 'let' ? 'let' : 'const'} ${safeName(name)} = `;
    const isGroup = typeof value !== 'string';
    const shown = isGroup && kind === 'as const' ? { ...value, after: ' as const' } : value;
    const text = print(shown, '', start.length + 1);
    const comment = trailing === undefined ? '' : ` // ${trailing}`;
    const isLong = !isGroup && start.length + text.length >= WIDTH;
    this.#add(leading, `${isLong ? `${start.trimEnd()}\n  ` : start}${text};${comment}`);
  }

  effect({ code, leading }: Effect): void {
    this.#add(leading, `${print(code, '', 1)};`);
  }

  #add(leading: readonly string[], line: string): void {
    this.text += `${[...commentLines(leading, ''), line].join('\n')}\n`;
  }
}

function shorthand(name: string): string {
  return safeName(name) === name ? name : `${formatKey(name)}: ${safeName(name)}`;
}

function header(lines: readonly string[]): string {
  const safe = lines.map((line) => line.trimEnd().replaceAll('*/', '* /'));
  if (safe.length === 0) return '';
  if (safe.length === 1) return `/** ${safe[0]} */\n`;
  return `/**\n${safe.map((line) => (line === '' ? ' *' : ` * ${line}`)).join('\n')}\n */\n`;
}
