/** @module Formats findings for people, programs, code scanners (SARIF) and GitHub's pull requests. */
import { pathToFileURL } from 'node:url';
import { formatLocation } from '../locations/location.js';
import type { Finding } from './finding.js';
import { rules } from './rules/index.js';

export const FORMATS = ['human', 'json', 'sarif', 'github'] as const;
export type FindingsFormat = (typeof FORMATS)[number];

/** @param shorten shortens the paths of files. */
export function formatFindings(
  findings: readonly Finding[],
  format: FindingsFormat,
  shorten: (file: string) => string,
): string {
  if (format === 'json')
    return JSON.stringify({ findings: findings.map((finding) => plain(finding, shorten)) }, null, 2);
  if (format === 'sarif') return JSON.stringify(sarif(findings, shorten), null, 2);
  const lines = findings.map(({ code, severity, message, location, fix }) => {
    const { line, column } = location;
    const file = shorten(location.file);
    if (format === 'github') {
      return `::${severity} file=${property(file)},line=${line},col=${column},title=${code}::${data(message)}`;
    }
    const mend = fix === undefined ? '' : ' [--fix]';
    return `${formatLocation({ ...location, file })} ${severity} ${code}: ${message}${mend}`;
  });
  return lines.join('\n');
}

function plain({ fix, location, configs: _, ...rest }: Finding, shorten: (file: string) => string) {
  return { ...rest, ...location, file: shorten(location.file), isFixable: fix !== undefined };
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function sarif(findings: readonly Finding[], shorten: (file: string) => string): object {
  const uri = (file: string) => {
    const path = shorten(file).replaceAll('\\', '/');
    return path === file ? pathToFileURL(file).href : path;
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'aligndet lint',
            rules: rules.map(({ code, summary }) => ({
              id: code,
              shortDescription: { text: summary },
              helpUri: `docs/lint/${code}.md`,
            })),
          },
        },
        results: findings.map(({ code, severity, message, location }) => ({
          ruleId: code,
          level: severity,
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uri(location.file) },
                region: { startLine: location.line, startColumn: location.column },
              },
            },
          ],
        })),
      },
    ],
  };
}

/** Escapes the message of a GitHub workflow command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
