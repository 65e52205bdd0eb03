/** @module `npm run fidelity -- FOLDER [--family F] [--filter S] [--json]`. */
import { parseArgs } from 'node:util';
import { AlignDetError, oneMessage, UsageError } from '../../aligndet/core/index.js';
import { fidelityCommand } from './command.js';

const USAGE = `npm run fidelity -- FOLDER [options]
Compares AlignDet with golden cases of the PyTorch reference.

  FOLDER      folder that holds the cases
  --family F  only this family
  --filter S  only cases whose name contains S
  --json      print JSON
`;

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      family: { type: 'string' },
      filter: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });

/** @throws {UsageError} on an unknown option. */
function parsed(args: string[]): ReturnType<typeof parse> {
  try {
    return parse(args);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (positionals.length !== 1)
    throw new UsageError(`Expected one FOLDER, got ${positionals.length}.\n\n${USAGE}`);
  return fidelityCommand({ folder: positionals[0], ...values });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof AlignDetError)) throw error;
  process.stderr.write(`error: ${oneMessage(error.message)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
