/** The table of frequencies of the Publications Office of the European Union, which DCAT-AP asks for. */
const FREQUENCY = 'http://publications.europa.eu/resource/authority/frequency/';

/** Days between two editions of what appears so often, at most. */
const PERIODS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    DAILY: 1,
    WEEKLY: 7,
    BIWEEKLY: 14,
    MONTHLY: 31,
    BIMONTHLY: 62,
    QUARTERLY: 92,
    ANNUAL_3: 123,
    ANNUAL_2: 184,
    ANNUAL: 366,
    BIENNIAL: 731,
    TRIENNIAL: 1096,
  }).map(([code, days]) => [FREQUENCY + code, days]),
);

/**
 * How old a register may be that says how often it is renewed: twice that long, since it has then missed an edition for
 * certain.
 * @param frequency value of `dct:accrualPeriodicity` (DCAT 3, section 6.8)
 * @returns days; `undefined` where it promises nothing that could be missed
 */
export function maxAgeOf(frequency: string | undefined): number | undefined {
  const period = PERIODS.get(frequency ?? '');
  return period === undefined ? undefined : 2 * period;
}
