import type { Store } from 'n3';
import { ProblemError } from '../problem.js';
import { schema, ww } from '../rdf/namespaces.js';
import type { Line } from '../rdf/nquads.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { Responsibility } from '../responsibility/index.js';
import { checkShapes } from './check-shapes.js';
import { faultyDays } from './days.js';
import { examplesIn, factsOf, rulesIn, valueOf, type RuleSetFacts } from './rule-set.js';
import { runExamples, type ExampleFailure } from './run-examples.js';

/** Failed examples that a refusal tells in words; all of them are in its `errors`. */
const MOST_TOLD = 20;

/** What a rule set that may come in force holds. */
export interface CheckedRuleSet {
  readonly facts: RuleSetFacts;
  readonly rules: number;
  readonly examples: number;
  /** Findings that do not stand in the way. */
  readonly warnings: readonly string[];
}

/** What a rule set is checked with. */
export interface RuleSetCheck {
  readonly responsibility: Responsibility;
  readonly shapes: ShapeChecker;
  /** `xsd:date`. */
  readonly today: string;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/** How far a check is: rules held against the shapes, or examples decided. */
export interface CheckProgress {
  readonly phase: 'shapes' | 'examples';
  readonly done: number;
  readonly all: number;
}

/**
 * Checks all that must hold before a rule set comes in force: the shapes, the days, no contradiction with any rule of
 * any set, and that each example comes out, decided as if the set were in force already.
 * @param set its lines, in the graph that it is for, and the same as `triplesOf` gives it
 * @throws ProblemError `invalid-rules` with `errors`, one for each rule or example; `conflicting-rules`
 */
export async function checkRuleSet(
  {
    lines,
    triples,
    graph,
  }: { readonly lines: readonly Line[]; readonly triples: Store; readonly graph: string },
  { responsibility, shapes, today, onProgress }: RuleSetCheck,
): Promise<CheckedRuleSet> {
  const results = await checkShapes(triples, shapes, (done, all) =>
    onProgress?.({ phase: 'shapes', done, all }),
  );
  const described = results.map(({ severity, focus, messages }) => {
    const rule = ruleOf(triples, focus);
    return { severity, rule, message: `<${rule}>: ${messages.en}` };
  });
  refuse([...described.filter(({ severity }) => severity === 'Violation'), ...daysAtFault(triples)]);
  const facts = factsOf(triples);
  if (facts.validFrom > today)
    throw new ProblemError(
      'invalid-rules',
      `Version ${facts.version} is valid from ${facts.validFrom}, which is yet to come. Load it on that day, or give the rules that begin later a schema:validFrom of their own.`,
    );
  const examples = await examplesIn(triples);
  const supposed = await responsibility.supposing({ ruleSets: [{ graph, lines }] });
  try {
    refuse(
      await runExamples(examples, {
        supposed,
        today,
        onProgress: (done) => onProgress?.({ phase: 'examples', done, all: examples.length }),
        periodOf: (rule) => ({
          from: valueOf(triples, rule, schema('validFrom')),
          through: valueOf(triples, rule, schema('validThrough')),
        }),
      }),
    );
  } finally {
    await supposed.close();
  }
  return {
    facts,
    rules: rulesIn(triples).length,
    examples: examples.length,
    warnings: described.map(({ message }) => message),
  };
}

/**
 * Refuses rules with dates that no day can be told by: such a rule would begin or end otherwise than it says.
 * @throws ProblemError `invalid-rules` with `errors`, one for each date
 */
export function refuseFaultyDays(triples: Store): void {
  refuse(daysAtFault(triples));
}

function daysAtFault(triples: Store): { rule: string; message: string }[] {
  return faultyDays(triples).map(({ subject, message }) => {
    const rule = ruleOf(triples, subject);
    return { rule, message: `<${rule}>: ${message}` };
  });
}

/** Parts of rules have no name that says anything; the rule has. */
function ruleOf(triples: Store, focus: string): string {
  const whole = triples
    .getQuads(null, null, focus, null)
    .find(({ predicate }) => [ww('example'), ww('attribute')].includes(predicate.value));
  return whole?.subject.value ?? focus;
}

/** The whole set is refused, with every rule that is at fault. */
function refuse(errors: readonly (ExampleFailure | { rule: string; message: string })[]): void {
  if (errors.length === 0) return;
  const told = errors.slice(0, MOST_TOLD).map(({ message }) => message);
  const more =
    errors.length > MOST_TOLD ? [`And ${String(errors.length - MOST_TOLD)} more, see "errors".`] : [];
  throw new ProblemError(
    'invalid-rules',
    ['The rule set stays out of force, as not all is well with it:', ...told, ...more].join('\n'),
    { errors },
  );
}
