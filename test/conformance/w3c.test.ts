import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServiceUnderTest, type ServiceUnderTest } from '../../conformance/service-under-test.js';
import {
  readExpectedFailures,
  runSuite,
  suites,
  SUITES_FOLDER,
  type SuiteName,
} from '../../conformance/suites.js';

const isThere = existsSync(SUITES_FOLDER);
const expected = readExpectedFailures(
  fileURLToPath(new URL('../../conformance/expected-failures.json', import.meta.url)),
);
let service: ServiceUnderTest;

describe.skipIf(!isThere)(
  `the suites of the W3C${isThere ? '' : ` (skipped: there are none in ${SUITES_FOLDER})`}`,
  () => {
    beforeAll(async () => {
      service = await startServiceUnderTest();
    });
    afterAll(() => service.close());

    it.each(Object.keys(suites) as SuiteName[])(
      '%s: nothing fails but what is known to',
      { timeout: 180_000 },
      async (name) => {
        const { passed, failed, skipped } = await runSuite(name, service, SUITES_FOLDER);
        expect([...failed].filter(([test]) => !(test in expected))).toEqual([]);
        expect(passed.filter((test) => test in expected)).toEqual([]);
        expect([...skipped]).toEqual([]);
        expect(passed.length).toBeGreaterThan(0);
      },
    );
  },
);
