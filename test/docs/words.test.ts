/**
 * @module Identifiers are in the words of the field: STYLE.md, section Words. A word that is right in one file, or as part of
 * a longer name, stands in the exceptions with its reason.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Old word to what the field says. */
const REPLACED: Readonly<Record<string, string>> = {
  truth: 'groundTruth',
  slope: 'gradient',
  region: 'roi or proposal',
  place: 'location, position or index',
  share: 'fraction or ratio',
  side: 'edge, size or coordinate',
  wanted: 'expected or target',
  picture: 'image',
  most: 'max or limit',
  least: 'min',
  damaged: 'corrupt',
  falling: 'descending',
  rising: 'ascending',
  linked: 'composite',
  hull: 'enclosing box',
  wish: 'unsupported option',
  slip: 'typo',
};

/** Names of others, and names in which the word has its plain meaning. */
const ALLOWED_NAMES = new Set([
  ...[
    'GroundTruth',
    'groundTruth',
    'negativeSlope',
    'atMost',
    'atLeast',
    'AtLeast',
    'sideBySide',
    'BothSides',
    'sideEffects',
    'moduleSideEffects',
    'inPlace',
  ],
]);
/** Files in which a word has another meaning. */
const ALLOWED_FILES: readonly (readonly [word: string, file: RegExp])[] = [
  ['region', /datasets\/proposals\//], // image regions of selective search
  ['region', /config\/lint\/(format-findings|lint\.test)/], // a key of SARIF
  ['side', /data-synth/], // a flag of the command line
  ['slope', /masks\/polygon-runs/], // of a line
  [
    'share',
    /(share-repeats|config-json-schema|compile\/trace|nn\/parameter|moving-average|fidelity|goldens\.test)/,
  ], // the verb; the fraction of a tolerance
];

function wordsOf(identifier: string): string[] {
  let rest = identifier;
  for (const name of ALLOWED_NAMES) rest = rest.replaceAll(name, '_');
  return (rest.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}

/** The word of the list that `word` is, in the singular; nothing for other words. */
function oldWord(word: string): string | undefined {
  return [word, word.replace(/s$/, ''), word.replace(/es$/, '')].find((form) =>
    Object.hasOwn(REPLACED, form),
  );
}

function oldWordsIn(file: string, source: string): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    // Published keys are in snake case, or a word of their own in quotes: they stay.
    if ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && !node.text.includes('_')) {
      for (const each of wordsOf(node.text)) {
        const word = oldWord(each);
        const isAllowed = ALLOWED_FILES.some(([name, pattern]) => name === word && pattern.test(file));
        if (word !== undefined && !isAllowed) found.add(`${file}: ${node.text}: say ${REPLACED[word]}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return [...found];
}

describe('identifiers', () => {
  it.each([
    ['const truths = 1;', 'say groundTruth'],
    ['function f(leastArea: number) {}', 'say min'],
    ['class A { #places = 1; }', 'say location'],
  ])('in %j an old word is found', (source, expected) => {
    expect(oldWordsIn('a.ts', source)).toEqual([expect.stringContaining(expected)]);
  });

  it.each(['const groundTruths = replaced;', 'f(atLeastOne, negative_slope, sideBySide)', "g('truth')"])(
    'in %j none is found',
    (source) => {
      expect(oldWordsIn('a.ts', source)).toEqual([]);
    },
  );

  it('use the words of the field', () => {
    const files = execFileSync('git', ['ls-files', 'aligndet', 'tools', 'test', 'examples', '*.ts'], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter(
        (file) => file.endsWith('.ts') && !file.endsWith('.assembly.ts') && !file.endsWith('words.test.ts'),
      );
    expect(files.length).toBeGreaterThan(1000);
    expect(files.flatMap((file) => oldWordsIn(file, readFileSync(file, 'utf8')))).toEqual([]);
  });
});
