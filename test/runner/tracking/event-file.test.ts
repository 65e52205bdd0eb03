import { summaryRecord, versionRecord } from '../../../aligndet/runner/tracking/event-file.js';

describe('event files', () => {
  // tensorboard 2.21: EventFileWriter of an Event(wall_time=1.5, file_version="brain.Event:2")
  it('open with the version', () => {
    expect(versionRecord(1.5).toString('hex')).toBe(
      '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c',
    );
  });

  // tensorboard 2.21: Summary.Value(tag="train/loss", simple_value=0.25) at step 300
  it('hold scalars', () => {
    expect(summaryRecord(1.5, 300, { 'train/loss': 0.25 }, {}).toString('hex')).toBe(
      '2100000000000000017becf609000000000000f83f10ac022a130a110a0a747261696e2f6c6f7373150000803e6557981f',
    );
  });

  // tensorboard 2.21: the text summary that torch.utils.tensorboard writes for add_text("note", "ä", 1)
  it('hold texts', () => {
    expect(summaryRecord(1.5, 1, {}, { note: 'ä' }).toString('hex')).toBe(
      '3a000000000000001295eae209000000000000f83f10012a2d0a2b0a116e6f74652f746578745f73756d6d617279420c08071204120208014202c3a44a080a060a0474657874655b4c36',
    );
  });

  it('hold steps of more than 32 bits', () => {
    const record = summaryRecord(0, 2 ** 40 + 5, {}, {});
    expect(record.subarray(12 + 9, 12 + 9 + 7).toString('hex')).toBe('10858080808020'); // field 2, seven bits a byte
  });
});
