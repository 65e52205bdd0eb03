import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { commands } from '../../../aligndet/cli/commands.js';
import { foreignPage, referenceFolder, stalePages } from '../../../aligndet/cli/reference/command.js';
import { type OptionDocs, readOptionDocs } from '../../../aligndet/cli/reference/option-docs.js';
import { NOTE, referencePages } from '../../../aligndet/cli/reference/pages.js';
import { typeText } from '../../../aligndet/cli/reference/type-text.js';
import { configJsonSchema, type JsonSchema } from '../../../aligndet/config/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';

/** Paths of options below `schema` that nothing explains; the name of a component explains itself. */
function unexplained(schema: JsonSchema, path: string): string[] {
  const options = Object.entries(schema.properties ?? {}).flatMap(([key, option]) => [
    ...(key === 'type' || option.description !== undefined ? [] : [`${path}.${key}`]),
    ...unexplained(option, `${path}.${key}`),
  ]);
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...[schema.items ?? []].flat()];
  return [...options, ...inner.flatMap((choice) => unexplained(choice, path))];
}

describe('a folder of pages', () => {
  const folder = temporaryFolder();
  const pages = new Map([
    ['README.md', `${NOTE}\n\nfirst`],
    ['loss.md', `${NOTE}\n\nlosses`],
  ]);

  it('has stale pages where they are missing, differ, or are of a slot that is gone; all else is left alone', () => {
    expect(stalePages(pages, join(folder, 'none'))).toEqual(['README.md', 'loss.md']);
    writeFileSync(join(folder, 'loss.md'), pages.get('loss.md') as string);
    writeFileSync(join(folder, 'slot.md'), `${NOTE}\n\nold`);
    writeFileSync(join(folder, 'notes.md'), 'by hand');
    writeFileSync(join(folder, 'data.json'), '{}');
    mkdirSync(join(folder, 'folder.md'));
    expect(stalePages(pages, folder)).toEqual(['README.md', 'slot.md']);
  });

  it.each([
    ['one line', 0],
    ['indented, as `config schema` writes it', 1],
  ])('may hold a stale config.schema.json of its own: %s', (_, indent) => {
    const own = temporaryFolder();
    const schema = configJsonSchema(builtinBuilder(), () => undefined);
    writeFileSync(join(own, 'config.schema.json'), JSON.stringify(schema, null, indent));
    expect(foreignPage(['config.schema.json', 'loss.md'], own)).toBeUndefined();
    writeFileSync(join(own, 'config.schema.json'), '{"title":"Schema of others"}');
    expect(foreignPage(['config.schema.json', 'loss.md'], own)).toBe('config.schema.json');
  });

  it('that people wrote is not written over', async () => {
    writeFileSync(join(folder, 'README.md'), 'by hand');
    const before = readdirSync(folder);
    const { exitCode, stderr } = await runCommand('reference', '--out', folder);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'README.md was not written by this command and would be overwritten. Choose another',
    );
    expect(readdirSync(folder)).toEqual(before);
    const file = await runCommand('reference', '--out', join(folder, 'notes.md'));
    expect(file.stderr).toContain('notes.md cannot be written: a parent in the path is a file, not a folder');
  }, 600_000);
});

describe('the reference', () => {
  let docs: OptionDocs;
  beforeAll(() => {
    docs = readOptionDocs(); // TypeScript reads the whole library: 9 s
  }, 600_000);

  it('explains every option of every component, and names its source', () => {
    const builder = builtinBuilder();
    const missing: string[] = [];
    configJsonSchema(builder, (slot, type, options) => {
      docs.describe(slot, type, options);
      missing.push(...unexplained(options, `${slot}.${type}`));
      if (slot !== 'run' && !docs.source(slot, type)?.note) missing.push(`source of ${slot}.${type}`);
    });
    expect([...new Set(missing)]).toEqual([]);
  });

  it('is fresh: run `npx aligndet reference` after a change of schemas', () => {
    expect(stalePages(referencePages(builtinBuilder(), docs, commands), referenceFolder)).toEqual([]);
  });

  it('takes the paper from the note of the module', () => {
    expect(docs.source('neck', 'FPN')).toEqual({
      file: 'aligndet/models/necks/fpn.ts',
      note: "Feature pyramid: Lin et al., https://arxiv.org/abs/1612.03144, figure 3; with mmdetection's options.",
    });
  });
});

describe('types in words', () => {
  it.each<[JsonSchema, string]>([
    [{ type: 'number', minimum: 0 }, 'number ≥ 0'],
    [{ enum: ['mean', 'sum'] }, "`'mean'` or `'sum'`"],
    [{ anyOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'null' }] }, 'list of integer or null'],
    [{ $ref: '#/$defs/loss' }, '[loss](loss.md)'],
    [{ $ref: '#/$defs/dataset-or-list' }, '[dataset](dataset.md) or list of them'],
    [
      { oneOf: [{ properties: { type: { const: 'BN' } } }, { properties: { type: { const: 'GN' } } }] },
      '`{ type }` of `BN`, `GN`',
    ],
  ])('%j is %s', (schema, expected) => {
    expect(typeText(schema)).toBe(expected);
  });
});
