import { z } from 'zod';
import {
  Builder,
  type ComponentConfig,
  ConfigError,
  defineComponent,
  NotBuiltError,
  Registry,
  ShapeError,
  slot,
  slotOf,
} from '../../aligndet/core/index.js';

declare module '../../aligndet/core/registry.js' {
  interface Slots {
    paint: string;
    wall: { colour: string };
    house: { colour: string };
  }
}

const plain = defineComponent({
  type: 'PlainPaint',
  schema: z.strictObject({
    colour: z.string().default('white'),
    coats: z.number().int().positive().default(1),
  }),
  build: ({ colour, coats }) => `${coats} x ${colour}`,
});

const wall = defineComponent({
  type: 'Wall',
  schema: z.strictObject({ paint: slot('paint'), trim: slot('paint').nullable().default(null) }),
  build: ({ paint }, builder) => ({ colour: builder.build('paint', paint, 'paint') }),
});

const declared = defineComponent({ type: 'Fresco', schema: z.strictObject({ age: z.number() }) });

const tar = defineComponent({
  type: 'Tar',
  schema: z.strictObject({ heatC: z.number().default(20) }),
  build: ({ heatC }): string => {
    if (heatC > 500) throw new ShapeError('It burns.');
    throw heatC > 200 ? new ConfigError('heatC: is too much.') : new ConfigError('Tar: needs more heat.');
  },
});

const house = defineComponent({
  type: 'House',
  schema: z.strictObject({ wall: slot('wall') }),
  build: (options, builder) => builder.build('wall', options.wall, 'wall'),
});

const builder = new Builder([
  new Registry('paint', [plain, declared, tar]),
  new Registry('wall', [wall]),
  new Registry('house', [house]),
]);

function messages(config: unknown): string {
  try {
    builder.parse('wall', config, 'house.wall');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return '';
}

describe('Builder', () => {
  it('fills in the defaults of children too', () => {
    expect(builder.parse('wall', { type: 'Wall', paint: { type: 'PlainPaint' } })).toEqual({
      type: 'Wall',
      paint: { type: 'PlainPaint', colour: 'white', coats: 1 },
      trim: null,
    });
  });

  it('lets a parent make its children', () => {
    const built = builder.build('wall', { type: 'Wall', paint: { type: 'PlainPaint', coats: 2 } });
    expect(built).toEqual({ colour: '2 x white' });
  });

  it.each([
    [
      { type: 'Wal', paint: {} },
      'house.wall.type: no wall is called "Wal". Did you mean "Wall"? Known: Wall.',
    ],
    [
      { type: 'Wall', paint: { type: 'PlainPaint', colur: 'red' } },
      'house.wall.paint.colur: unknown key. Did you mean "colour"? Known: colour, coats.',
    ],
    [
      { type: 'Wall', paint: { type: 'PlainPaint', coats: 0 } },
      'house.wall.paint.coats: expected a number above 0, but got number 0.',
    ],
    [
      { type: 'Wall', paint: { colour: 'red' } },
      'house.wall.paint.type: missing. Expected the name of a paint. Known: PlainPaint, Fresco, Tar.',
    ],
    [
      { type: 'Wall', paint: ['PlainPaint'] },
      "house.wall.paint: expected a paint, { type: '...' }, but got a list of 1.",
    ],
  ])('says where %j is wrong', (config, message) => {
    expect(messages(config)).toBe(message);
  });

  it('lists every issue, not only the first', () => {
    const text = messages({
      type: 'Wall',
      paint: { type: 'PlainPaint', a: 1, coats: 'two' },
      trim: { type: 'None' },
    });
    expect(text.split('\n')).toHaveLength(3);
  });

  it('checks what it cannot build, and says so when asked to', () => {
    expect(builder.check('paint', { type: 'Fresco', age: 3 })).toEqual([]);
    expect(() => builder.build('paint', { type: 'Fresco', age: 3 }, 'a.b')).toThrow(NotBuiltError);
  });

  it.each([
    [{ type: 'Tar', heatC: 300 }, new ConfigError('street.wall.paint.heatC: is too much.')],
    [{ type: 'Tar' }, new ConfigError('street.wall.paint: Tar: needs more heat.')],
    [{ type: 'Tar', heatC: 600 }, new ShapeError('It burns.')],
  ])('says where %j cannot be made, from the top', (paint, error) => {
    const config = { type: 'House', wall: { type: 'Wall', paint } };
    expect(() => builder.build('house', config, 'street')).toThrow(error);
  });

  it('says where something is declared only, from the top', () => {
    const config = { type: 'House', wall: { type: 'Wall', paint: { type: 'Fresco', age: 3 } } };
    const build = () => builder.build('house', config, 'street');
    expect(build).toThrow(NotBuiltError);
    expect(build).toThrow('street.wall.paint: the paint "Fresco" is declared');
  });

  it('takes no key from the prototype of objects', () => {
    const config = JSON.parse(
      '{ "type": "PlainPaint", "__proto__": { "colour": "red" } }',
    ) as ComponentConfig;
    expect(builder.check('paint', config)).toHaveLength(1);
    expect(builder.check('paint', { type: 'constructor' })[0].path).toBe('type');
  });
});

describe('Registry', () => {
  it('refuses a name twice', () => {
    expect(() => new Registry('paint', [plain, plain])).toThrow(
      'Two components are registered as paint "PlainPaint".',
    );
  });
});

describe('slot', () => {
  it('is found by whoever walks schemas', () => {
    expect(slotOf(wall.schema.shape.paint)).toBe('paint');
    expect(slotOf(plain.schema.shape.colour)).toBeUndefined();
  });
});
