import { main } from '../../aligndet/cli/index.js';

await main(['upgrade-ssd-version', ...process.argv.slice(2)]);
