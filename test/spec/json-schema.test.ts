import { expect, test } from 'vitest';
import { jsonSchema } from '../../src/spec';
import { isRecord } from '../../src/spec/paths';

/** Every `properties` object in a JSON Schema, with the path to it. */
function propertiesIn(node: unknown, at = ''): [string, Record<string | number, unknown>][] {
  if (!isRecord(node)) return [];
  const here = isRecord(node['properties']) ? [[at, node['properties']] as [string, Record<string, unknown>]] : [];
  return [...here, ...Object.entries(node).flatMap(([key, value]) => propertiesIn(value, `${at}/${key}`))];
}

test('every key is described for editors, and no other key is allowed', () => {
  const schema = jsonSchema();
  const all = propertiesIn(schema);
  expect(all.length).toBeGreaterThan(15);
  const bare = all.flatMap(([at, properties]) =>
    Object.entries(properties).flatMap(([key, value]) =>
      isRecord(value) && typeof value['description'] === 'string' ? [] : [`${at}/${key}`],
    ),
  );
  expect(bare).toEqual([]);
  const open = (JSON.stringify(schema).match(/"additionalProperties":(?!false)/g) ?? []).length;
  expect(open).toBe(1); // The `set` of a sweep takes any path.
});

test('limits and defaults reach the JSON Schema', () => {
  expect(jsonSchema()).toMatchObject({
    properties: {
      training: { properties: { epochs: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 50 } } },
      network: { properties: { hidden: { items: { maximum: 256 }, maxItems: 8, default: [64, 64, 64, 64] } } },
    },
  });
});
