import { quickly } from '../quickly.mjs';

const argv = ['print-config', ...process.argv.slice(2)];
if (!(await quickly(argv))) {
  const { main } = await import('../../aligndet/cli/index.js');
  await main(argv);
}
