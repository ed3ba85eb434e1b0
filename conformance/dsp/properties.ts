import { TCK, US, type DataspaceUnderTest } from './service-under-test.js';

/** Tests of the kit by group: how many there are in each of the three parts of a group. */
const NEGOTIATION = { '01': 4, '02': 7, '03': 4 };
const NEGOTIATION_CONSUMER = { '01': 4, '02': 6, '03': 6 };
const TRANSFER = { '01': 5, '02': 5, '03': 6 };

/** The settings of the kit, as the lines of a properties file. */
export function tckProperties(service: DataspaceUnderTest, tckPort: number): string {
  const settings: Record<string, string> = {
    'dataspacetck.debug': 'true',
    'dataspacetck.dsp.local.connector': 'false',
    'dataspacetck.host': '0.0.0.0',
    'dataspacetck.port': String(tckPort),
    'dataspacetck.callback.address': `http://localhost:${String(tckPort)}`,
    'dataspacetck.dsp.connector.agent.id': US,
    'dataspacetck.dsp.connector.http.url': `${service.url}/dsp/2025-1`,
    'dataspacetck.dsp.connector.http.base.url': service.url,
    'dataspacetck.dsp.connector.http.headers.authorization': service.authorization,
    'dataspacetck.dsp.connector.negotiation.initiate.url': `${service.triggers}/negotiations`,
    'dataspacetck.dsp.connector.transfer.initiate.url': `${service.triggers}/transfers`,
    'dataspacetck.dsp.default.wait': '15',
    'dataspacetck.dsp.participant.id': TCK,
    ...datasetSettings('CN', 'ACN', NEGOTIATION),
    ...datasetSettings('CN_C', 'ACNC', NEGOTIATION_CONSUMER),
    ...agreementSettings('TP', 'ATP'),
    ...agreementSettings('TP_C', 'ATPC'),
    CAT_01_01_DATASETID: 'CAT0101',
    CAT_01_02_DATASETID: 'CAT0102',
    CAT_01_03_DATASETID: 'CAT0103',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function numbers(parts: Readonly<Record<string, number>>): { part: string; test: string }[] {
  return Object.entries(parts).flatMap(([part, count]) =>
    Array.from({ length: count }, (_, index) => ({ part, test: String(index + 1).padStart(2, '0') })),
  );
}

function datasetSettings(
  group: string,
  prefix: string,
  parts: Readonly<Record<string, number>>,
): Record<string, string> {
  return Object.fromEntries(
    numbers(parts).flatMap(({ part, test }) => {
      const id = `${prefix}${part}${test}`;
      return [
        [`${group}_${part}_${test}_DATASETID`, id],
        [`${group}_${part}_${test}_OFFERID`, `CD123:${id}:456`],
      ];
    }),
  );
}

function agreementSettings(group: string, prefix: string): Record<string, string> {
  return Object.fromEntries(
    numbers(TRANSFER).flatMap(({ part, test }) => [
      [`${group}_${part}_${test}_AGREEMENTID`, `${prefix}${part}${test}`],
      [`${group}_${part}_${test}_FORMAT`, 'HttpData-PULL'],
    ]),
  );
}
