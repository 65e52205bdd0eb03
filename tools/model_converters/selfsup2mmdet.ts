import { main } from '../../aligndet/cli/index.js';

await main(['selfsup2mmdet', ...process.argv.slice(2)]);
