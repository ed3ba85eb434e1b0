import type { DescribedChooser, Responsibility } from '../responsibility/index.js';
import type { Example } from './rule-set.js';

/** How far off the point of an example may be, in metres. */
const ACCURACY = 1;
/** Examples that are under way at once, few enough that reports coming in have their turn. */
const AT_ONCE = 8;

/** An example that did not come out. */
export interface ExampleFailure {
  /** IRI of the rule. */
  readonly rule: string;
  /** IRI of the example. */
  readonly example: string;
  /** Who must come out: a body or a role. */
  readonly expected: string;
  /** Who came out instead, and by which rule; none where nobody did. */
  readonly got: readonly { readonly responsible: string; readonly rule?: string | undefined }[];
  /** In plain words, with what to do. */
  readonly message: string;
}

/** The days on which a rule is in force, `xsd:date`, open ends left out. */
export interface Period {
  readonly from?: string | undefined;
  readonly through?: string | undefined;
}

/** What the examples are decided with. */
export interface ExampleRun {
  /** Decides under the rules that are supposed. */
  readonly supposed: Responsibility;
  /** The day to decide on where an example names none, `xsd:date`. */
  readonly today: string;
  /** When a rule is in force. */
  readonly periodOf: (rule: string) => Period;
  /** Told how many examples are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Decides every example under the supposed rules.
 * @returns those where someone else came out, or another rule decided, in the order of the examples
 */
export async function runExamples(
  examples: readonly Example[],
  { supposed, today, periodOf, onProgress }: ExampleRun,
): Promise<ExampleFailure[]> {
  const describing = await supposed.describing();
  const run = (example: Example): Promise<ExampleFailure | undefined> => {
    const day = example.on ?? within(today, periodOf(example.rule));
    const isDescribed = example.asset === undefined && example.point === undefined;
    return isDescribed ? runDescribed(example, describing, day) : runPlace(example, supposed, day);
  };
  const failures = new Map<number, ExampleFailure>();
  const queue = examples.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [index, example] of queue) {
      const failure = await run(example);
      if (failure) failures.set(index, failure);
      onProgress?.((done += 1));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...failures].sort(([a], [b]) => a - b).map(([, failure]) => failure);
}

/** Today, or the nearest day on which the rule is in force. */
function within(today: string, { from, through }: Period): string {
  if (from !== undefined && today < from) return from;
  return through !== undefined && today > through ? through : today;
}

async function runDescribed(
  example: Example,
  describing: DescribedChooser,
  day: string,
): Promise<ExampleFailure | undefined> {
  const [answer] = await describing.apply(example.category, [example], day);
  const winners = answer?.winners ?? [];
  const managers = new Set(winners.map(({ responsible }) => responsible));
  const decides = winners.some(({ rule }) => rule === example.rule);
  if (decides && managers.size === 1 && managers.has(example.expects)) return undefined;
  return failed(example, winners);
}

async function runPlace(
  example: Example,
  supposed: Responsibility,
  day: string,
): Promise<ExampleFailure | undefined> {
  const { category, asset, point, rule, expects } = example;
  const onDay = await supposed.supposing({ at: new Date(`${day}T12:00:00Z`) });
  const decision = await onDay.decide({ category, asset, point, accuracy: ACCURACY });
  const responsible = decision.responsible?.iri;
  if (responsible === expects && decision.rule?.iri === rule) return undefined;
  const managers = decision.responsible ? [decision.responsible] : decision.candidates;
  return failed(
    example,
    managers.map(({ iri }) => ({ responsible: iri, rule: decision.rule?.iri })),
  );
}

function failed(example: Example, got: ExampleFailure['got']): ExampleFailure {
  const { rule, iri, expects } = example;
  const came =
    got.length === 0
      ? 'nobody'
      : got
          .map((one) => `<${one.responsible}>${one.rule === undefined ? '' : ` by <${one.rule}>`}`)
          .join(' and ');
  return {
    rule,
    example: iri,
    expected: expects,
    got,
    message: `Rule <${rule}>: its example (${placeText(example)}) must lead to <${expects}> by this rule, and came out as ${came}.`,
  };
}

function placeText({ category, asset, point, assetClass, groundClass, area }: Example): string {
  const parts = [
    `category <${category}>`,
    asset && `asset <${asset}>`,
    point && `point ${point.join(' ')}`,
    assetClass && `asset class <${assetClass}>`,
    groundClass && `ground class <${groundClass}>`,
    area && `area <${area}>`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
