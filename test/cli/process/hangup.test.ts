import { ignoresHangup } from '../../../aligndet/cli/process/hangup.js';

const status = (mask: string) => `Name:\tbash\nSigBlk:\t0000000000000000\nSigIgn:\t${mask}\nSigCgt:\t0\n`;

describe('whether SIGHUP was ignored at the start', () => {
  it.each([
    ['a plain start', {}, status('0000000000000000'), false],
    ['a start by nohup itself', { _: '/usr/bin/nohup' }, '', true],
    ['another program called like it', { _: '/usr/bin/nohup.sh' }, '', false],
    ['a script that nohup started', { _: '/usr/bin/node' }, status('0000000000000005'), true], // 1: SIGHUP, 4: SIGQUIT
    ['a parent that ignores other signals', {}, status('0000000000001006'), false],
    ['a shell that knows', { ALIGNDET_IGNORE_SIGHUP: '1' }, '', true],
    ['a user who knows better', { ALIGNDET_IGNORE_SIGHUP: '0', _: '/usr/bin/nohup' }, '', false],
    ['a system without /proc', {}, '', false],
  ])('%s', (_case, environment, parent, expected) => {
    expect(ignoresHangup(environment, parent)).toBe(expected);
  });
});
