import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TestSuiteRunner, Util, type ITestResult } from 'rdf-test-suite';
import { EndpointEngine } from './endpoint-engine.js';
import type { ServiceUnderTest } from './service-under-test.js';

/** Where the W3C publishes the suites; the names of tests begin with it. */
const PUBLISHED = 'http://www.w3.org/2009/sparql/docs/tests/data-sparql11/';
/** Milliseconds that one test may take. */
const TEST_TIMEOUT = 20_000;

/** Files have no media types but by the ends of their names, and the runner knows not all of those. */
class MediaTypes extends Util {
  static completeThem(): void {
    this.extensionToContentType.rdf = 'application/rdf+xml';
  }
}

/** The suites, by name, with the specification that each tests. */
export const suites = {
  query: 'sparql11-query',
  update: 'sparql11-update',
  'csv-tsv': 'sparql11-results-csv-tsv',
  json: 'sparql11-results-json',
  protocol: 'sparql11-protocol',
  'graph-store-protocol': 'sparql11-http-rdf-update',
  'service-description': 'sparql11-service-description',
  federation: 'sparql11-federated-query',
} as const;

/** The name of a suite. */
export type SuiteName = keyof typeof suites;

/** How a suite went. */
export interface SuiteResult {
  readonly passed: readonly string[];
  /** What went wrong by name of test. */
  readonly failed: ReadonlyMap<string, string>;
  /** Why a test was not run, by its name. */
  readonly skipped: ReadonlyMap<string, string>;
}

/** A test that may fail, and why. */
export type ExpectedFailures = Readonly<Record<string, string>>;

/** The folder that the suites are in where nobody says otherwise: beside the project. */
export const SUITES_FOLDER = folderBeside();

function folderBeside(): string {
  // This file is run as it is by tests, and from `build/` by the command; the folder that a command is given in counts
  // too, since a checkout that is a link has another folder beside it than what it leads to.
  const candidates = [
    ...['../../shared/', '../../../shared/'].map((path) => new URL(path, import.meta.url)),
    ...[process.cwd(), process.env.PWD ?? '.'].map((path) => pathToFileURL(join(path, '../shared/'))),
  ].map((shared) => fileURLToPath(new URL('conformance/w3c-sparql11/', shared)));
  return candidates.find((folder) => existsSync(folder)) ?? candidates[0] ?? '';
}

/** The tests that are expected to fail, from a file of names and reasons. */
export function readExpectedFailures(file: string): ExpectedFailures {
  return JSON.parse(readFileSync(file, 'utf8')) as ExpectedFailures;
}

/**
 * Runs one suite against a service.
 * @param folder where the suites of the W3C are, with `/` at the end
 */
export async function runSuite(
  name: SuiteName,
  service: Pick<ServiceUnderTest, 'baseUrl' | 'partners'>,
  folder: string,
): Promise<SuiteResult> {
  MediaTypes.completeThem();
  const results = await new TestSuiteRunner().runManifest(
    `${PUBLISHED}manifest-all.ttl`,
    new EndpointEngine(service.baseUrl, service.partners),
    {
      exitWithStatusCode0: false,
      outputFormat: 'summary',
      timeOutDuration: TEST_TIMEOUT,
      specification: `http://www.w3.org/TR/${suites[name]}/`,
      urlToFileMapping: `${PUBLISHED}~${folder}`,
      customEngingeOptions: {
        protocolEndpoint: `${service.baseUrl}/sparql`,
        serviceDescriptionEndpoint: `${service.baseUrl}/sparql`,
        graphStoreEndpoint: `${service.baseUrl}/data`,
      },
    },
  );
  return sorted(results);
}

function sorted(results: readonly ITestResult[]): SuiteResult {
  const passed: string[] = [];
  const failed = new Map<string, string>();
  const skipped = new Map<string, string>();
  for (const { test, ok, skipped: isSkipped, error } of results) {
    const name = test.uri.replace(/^.*\/tests\/data-sparql11\//, '').replace('/manifest#', '#');
    if (ok) passed.push(name);
    else (isSkipped ? skipped : failed).set(name, error?.message ?? 'no reason given');
  }
  return { passed, failed, skipped };
}
