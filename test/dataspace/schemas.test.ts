import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemas, versionAnswer } from '#wegwijzer/dataspace/index.js';
import { PROJECT } from '../support/engine.js';

const OFFICIAL = `${PROJECT}../shared/conformance/dsp/`;

interface Pair {
  readonly name: string;
  readonly example: object;
  readonly isOurs: (message: unknown) => boolean;
  readonly isTheirs: (message: unknown) => boolean;
}

/** The examples of the specification, with the official schema of each and ours. */
function pairs(): Pair[] {
  const ajv = new Ajv2019({ strict: false });
  const folders = ['common', 'catalog', 'negotiation', 'transfer'];
  for (const folder of folders)
    for (const file of readdirSync(OFFICIAL + folder).filter((name) => name.endsWith('-schema.json')))
      ajv.addSchema(JSON.parse(readFileSync(`${OFFICIAL}${folder}/${file}`, 'utf8')) as object);
  return folders.flatMap((folder) =>
    readdirSync(`${OFFICIAL}${folder}/example`).flatMap((file) => {
      if (file.includes('did-service')) return [];
      const example = JSON.parse(readFileSync(`${OFFICIAL}${folder}/example/${file}`, 'utf8')) as object;
      const kind = '@type' in example ? (example['@type'] as keyof typeof schemas) : undefined;
      const ours = kind === undefined ? versionAnswer : schemas[kind];
      const id = kind === undefined ? 'protocol-version' : kebab(kind);
      const theirs = ajv.getSchema(`https://w3id.org/dspace/2025/1/${folder}/${id}-schema.json`);
      if (!theirs) throw new Error(`There is no official schema ${folder}/${id}.`);
      return [
        {
          name: file,
          example,
          isOurs: (message: unknown) => ours.safeParse(message).success,
          isTheirs: (message: unknown) => theirs(message) === true,
        },
      ];
    }),
  );
}

function kebab(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (capital) => `-${capital}`).toLowerCase();
}

/** Every place in a message, as a path. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value)
    ? value.flatMap((one, index) => places(one, [...path, index]))
    : Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]));
  return path.length > 0 ? [path, ...below] : below;
}

/** The message with something else, or nothing, at a place. */
function changed(message: object, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(message) as Record<string | number, unknown>;
  const holder = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>((at, key) => at[key] as Record<string | number, unknown>, copy);
  const last = path.at(-1) ?? '';
  if (value !== undefined) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else Reflect.deleteProperty(holder, last);
  return copy;
}

describe.skipIf(!existsSync(OFFICIAL))('the schemas of the messages', () => {
  const all = existsSync(OFFICIAL) ? pairs() : [];

  it.each(all)('take the example $name of the specification', ({ example, isOurs, isTheirs }) => {
    expect(isTheirs(example)).toBe(true);
    expect(isOurs(example)).toBe(true);
  });

  it('judge every example with one thing changed as the official ones do', () => {
    const values = fc.constantFrom(undefined, 17, '', 'other', [], {}, null, ['x'], [{}], 'neq');
    const cases = fc
      .constantFrom(...all)
      .chain((pair) =>
        fc.record({ pair: fc.constant(pair), path: fc.constantFrom(...places(pair.example)), value: values }),
      );
    fc.assert(
      fc.property(cases, ({ pair, path, value }) => {
        const message = changed(pair.example, path, value);
        expect({ ours: pair.isOurs(message), message }).toEqual({ ours: pair.isTheirs(message), message });
      }),
      { numRuns: 3000 },
    );
  });
});
