import type { ProblemType } from '../../../problem.js';

type Extra = Readonly<Record<string, unknown>>;

/** What was wrong this time, in Dutch, from what a problem says beside its sentence; for the problems that say enough. */
const DUTCH: Readonly<Partial<Record<ProblemType, (extra: Extra) => string | undefined>>> = {
  'invalid-parameter': ({ parameter, example, suggestions }) =>
    sentence(
      text(parameter) &&
        `De parameter "${text(parameter) ?? ''}" ontbreekt of heeft een waarde die niet kan.`,
      text(example) && `Bijvoorbeeld: ${text(example) ?? ''}`,
      list(suggestions) && `Misschien bedoel je: ${list(suggestions) ?? ''}.`,
    ),
  'malformed-query': place('De zoekvraag is niet te lezen'),
  'malformed-body': place('De inhoud is niet te lezen'),
  'not-acceptable': ({ available }) => list(available) && `Dit is er als ${list(available) ?? ''}.`,
  'method-not-allowed': ({ allow }) => list(allow) && `Dit adres neemt ${list(allow) ?? ''}.`,
  'unsupported-media-type': ({ supported }) =>
    list(supported) && `Stuur dit als ${list(supported) ?? ''}, zonder Content-Encoding.`,
  'body-too-large': ({ limitBytes, readWhole }) =>
    sentence(
      number(limitBytes) && `De inhoud is langer dan de limiet van ${number(limitBytes) ?? ''} bytes.`,
      text(readWhole) &&
        'JSON-LD wordt in één keer gelezen: zet het om naar N-Quads, Turtle of TriG, of laad het met de opdracht "wegwijzer load" terwijl de dienst stilstaat.',
    ),
  'result-too-large': ({ limitBytes }) =>
    number(limitBytes) && `Het antwoord is langer dan de limiet van ${number(limitBytes) ?? ''} bytes.`,
  'query-timeout': ({ limitMilliseconds: limit }) =>
    typeof limit === 'number'
      ? `De zoekvraag werd beëindigd op haar tijdslimiet van ${String(limit / 1000)} s.`
      : undefined,
  'too-many-requests': ({ retryAfterSeconds }) =>
    number(retryAfterSeconds) && `Probeer het opnieuw over ${number(retryAfterSeconds) ?? ''} s.`,
  forbidden: ({ roles }) => list(roles) && `Dit kan met een van deze rollen: ${list(roles) ?? ''}.`,
  'illegal-transition': ({ command, state, allowed }) =>
    text(command) &&
    `"${text(command) ?? ''}" kan niet met een melding die "${text(state) ?? ''}" is. Wat wel kan: ${list(allowed) ?? ''}.`,
};

/**
 * What was wrong this time, in Dutch.
 * @param extra what the problem document says besides
 * @returns `undefined` where no sentence was written, or the problem does not say enough
 */
export function dutchDetail(type: ProblemType, extra: Extra): string | undefined {
  return DUTCH[type]?.(extra);
}

function place(what: string): (extra: Extra) => string | undefined {
  return ({ line, column }) =>
    number(line) &&
    `${what}: kijk bij regel ${number(line) ?? ''}${column === undefined ? '' : `, kolom ${number(column) ?? ''}`}.`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : undefined;
}

function list(value: unknown): string | undefined {
  return Array.isArray(value) && value.length > 0 ? value.map(String).join(', ') : undefined;
}

function sentence(...parts: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = parts;
  if (first === undefined) return undefined;
  return [first, ...others.filter((part) => part !== undefined)].join(' ');
}
