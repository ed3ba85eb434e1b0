import type { Bilingual, Decision } from './model.js';
import type { Responsibility } from './responsibility.js';

/**
 * What to tell whoever sent a place for which nobody was found, where somebody would be the other way round: the
 * commonest mistake with coordinates.
 * @returns `undefined` where somebody was found, or would not be either
 */
export async function swappedHint(
  responsibility: Pick<Responsibility, 'decide'>,
  { outcome, question }: Decision,
): Promise<Bilingual | undefined> {
  const [lon, lat] = question.point ?? [];
  if (outcome !== 'undecided' || lon === undefined || lat === undefined || Math.abs(lon) > 90)
    return undefined;
  const swapped = await responsibility.decide({ ...question, point: [lat, lon] });
  if (swapped.outcome === 'undecided') return undefined;
  const given = `lon ${String(lon)}, lat ${String(lat)}`;
  return {
    nl: `Zijn lengte en breedte verwisseld? Op ${given} is niemand gevonden; andersom wel. Geef de lengte als lon en de breedte als lat.`,
    en: `Are longitude and latitude swapped? Nobody was found at ${given}; the other way round somebody is. Give the longitude as lon and the latitude as lat.`,
  };
}
