/** @module What `npx aligndet` runs in an installed package: `print-config` by itself, within the start of Node. */

export async function program([command, ...rest]: readonly string[]): Promise<void> {
  if (command === 'print-config') {
    const { printQuickly } = await import('./config/quick-print.js'); // bundled by itself
    if (await printQuickly(rest)) return;
  }
  const { main } = await import('./index.js');
  await main(command === undefined ? [] : [command, ...rest]);
}
