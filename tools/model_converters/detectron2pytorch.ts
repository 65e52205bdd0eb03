import { main } from '../../aligndet/cli/index.js';

await main(['detectron2pytorch', ...process.argv.slice(2)]);
