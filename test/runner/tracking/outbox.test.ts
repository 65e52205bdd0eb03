import { jest } from '@jest/globals';
import type { Logger } from '../../../aligndet/core/index.js';
import { Outbox, RefusedError, requestJson } from '../../../aligndet/runner/tracking/outbox.js';
import { localServer } from '../../support/local-server.js';

function outbox(options: { timeoutMs?: number; flushMs?: number } = {}) {
  const warnings: string[] = [];
  const logger: Logger = { debug() {}, info() {}, warn: (text) => void warnings.push(text), error() {} };
  return { box: new Outbox({ server: 'Server', logger, ...options }), warnings };
}

describe('Outbox', () => {
  it('sends in order and tries again', async () => {
    const { box, warnings } = outbox();
    const sent: number[] = [];
    let fails = 1;
    box.enqueue(async () => {
      if (fails-- > 0) throw new RefusedError(503, 'busy');
      sent.push(1);
    });
    box.enqueue(async () => void sent.push(2));
    await box.flush();
    expect(sent).toEqual([1, 2]);
    expect(warnings).toEqual([]);
  });

  it('gives up on what is refused, and drops the rest', async () => {
    const { box, warnings } = outbox();
    let calls = 0;
    const refused = async () => {
      calls++;
      throw new RefusedError(403, 'forbidden');
    };
    box.enqueue(refused);
    box.enqueue(refused);
    await box.flush();
    box.enqueue(refused);
    await box.flush();
    expect(calls).toBe(1);
    expect(warnings).toEqual([
      expect.stringContaining('Server: forbidden. Nothing more is sent in this run'),
    ]);
  });

  it('does not wait for a server that hangs', async () => {
    const server = await localServer(() => undefined);
    const { box, warnings } = outbox({ timeoutMs: 60_000, flushMs: 50 });
    box.enqueue(async (signal) => void (await requestJson(server.uri, { headers: {}, signal })));
    await box.flush();
    expect(warnings).toEqual(['Server: 1 requests received no response within 0.05 s.']);
    await server.close();
  });

  it('does not follow to another host with its headers', async () => {
    const target = await localServer(() => [200, {}]);
    const server = await localServer(() => [200, {}]);
    const redirecting = jest.spyOn(globalThis, 'fetch');
    await requestJson(server.uri, { headers: { authorization: 'x' }, signal: AbortSignal.timeout(5000) });
    expect(redirecting.mock.calls[0][1]).toMatchObject({ redirect: 'error' });
    redirecting.mockRestore();
    expect(target.asked).toEqual([]);
    await Promise.all([server.close(), target.close()]);
  });
});
