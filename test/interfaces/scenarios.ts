import { readFileSync } from 'node:fs';
import { BASE, file, type TestService } from './service.js';

interface Scenario {
  readonly category: string;
  readonly lon?: number;
  readonly lat?: number;
  readonly accuracy?: number;
  readonly asset?: string;
}

/** Files a report for every scenario of the demo, in their order, and gives the documents of the reports. */
export async function fileScenarios(service: TestService): Promise<string[]> {
  const scenarios = JSON.parse(readFileSync('demo/scenarios.json', 'utf8')) as Scenario[];
  const filed: string[] = [];
  for (const { category, lon, lat, accuracy, asset } of scenarios) {
    const response = await file(
      service,
      JSON.stringify({
        '@context': `${BASE}/context/report.jsonld`,
        type: 'Report',
        category,
        ...(lon === undefined ? {} : { location: { lon, lat, accuracy } }),
        ...(asset === undefined ? {} : { asset: `${BASE}/${asset}` }),
      }),
    );
    filed.push(response.headers.get('content-location') ?? '');
  }
  return filed;
}
