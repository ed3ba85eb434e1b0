import { Parser, Store } from 'n3';
import type { Quad } from '@rdfjs/types';
import { LRUCache } from 'lru-cache';
import SHACLValidator from 'rdf-validate-shacl';
import { rdfs, sh } from './namespaces.js';
import { recordForms } from './record-forms.js';
import { refuseUnknownShapes } from './shape-terms.js';

/** Forms of records whose verdicts are remembered; a register has a few dozen. */
const REMEMBERED_FORMS = 10_000;
/** The validator follows every way through a hierarchy of classes, of which a few statements of a stranger make 2^40. */
const NOT_LOOKED_AT = rdfs('subClassOf');

/** One result of a validation (SHACL, section 3.6.2). */
export interface ShapeResult {
  readonly severity: 'Violation' | 'Warning' | 'Info';
  readonly focus: string;
  /** The property, where the path is a single one. */
  readonly path?: string | undefined;
  readonly messages: { readonly nl: string; readonly en: string };
}

/** What a validation found. */
export interface ShapeVerdict {
  /** Whether nothing of severity Violation was found; warnings do not count. */
  readonly conforms: boolean;
  readonly results: readonly ShapeResult[];
  /** The validation report as RDF; empty where there are no results. */
  readonly report: readonly Quad[];
}

/** Shapes, ready to check data against. */
export interface ShapeChecker {
  /** IRIs of the properties that a node may have one value of (`sh:maxCount 1`). */
  readonly singleValued: ReadonlySet<string>;
  /** Hierarchies of classes in the data count for nothing. Rejects where the shapes refer to themselves without end. */
  check(quads: readonly Quad[]): Promise<ShapeVerdict>;
  /**
   * The results of `check`, for a great many small records that are much alike: a record of a form that was seen before
   * gets the results of that form (see `recordForms`), without running SHACL again.
   */
  checkRecord(quads: readonly Quad[]): readonly ShapeResult[];
}

/** A result whose focus node is a number in the record's list of terms. */
interface FormResult extends Omit<ShapeResult, 'focus'> {
  readonly focus: number;
}

/**
 * Compiles shapes (SHACL Core).
 * @param texts Turtle
 * @param options.mostSteps nodes that may be held against a constraint in one check, which throws beyond
 * @throws Error naming whatever the validator could not evaluate: it would pass over that in silence
 */
export function loadShapes(
  texts: readonly string[],
  { mostSteps = Infinity }: { readonly mostSteps?: number } = {},
): ShapeChecker {
  const shapes = texts.flatMap((text) => new Parser().parse(text));
  refuseUnknownShapes(shapes);
  const validator = new Validator(shapes, mostSteps);
  const formOf = recordForms(shapes);
  const remembered = new LRUCache<string, readonly FormResult[]>({ max: REMEMBERED_FORMS });
  return {
    singleValued: singleValuedIn(shapes),
    check: (quads) =>
      new Promise((resolve) => {
        resolve(validator.validate(quads));
      }),
    checkRecord: (quads) => {
      const form = formOf(quads);
      const known = remembered.get(form.key);
      if (known) return known.map((result) => ({ ...result, focus: form.terms[result.focus] ?? '' }));
      const { results } = validator.validate(quads);
      const numbered = results.map((result) => ({ ...result, focus: form.terms.indexOf(result.focus) }));
      if (numbered.every(({ focus }) => focus >= 0)) remembered.set(form.key, numbered);
      return results;
    },
  };
}

function singleValuedIn(shapes: readonly Quad[]): Set<string> {
  const single = new Set(
    shapes.flatMap(({ subject, predicate, object }) =>
      predicate.value === sh('maxCount') && object.value === '1' ? [subject.value] : [],
    ),
  );
  return new Set(
    shapes.flatMap(({ subject, predicate, object }) =>
      predicate.value === sh('path') && object.termType === 'NamedNode' && single.has(subject.value)
        ? [object.value]
        : [],
    ),
  );
}

/** The parts of the validator that its promise runs through, one after the other. */
interface SyncValidator {
  $data: unknown;
  readonly factory: { clownface(options: { dataset: Store }): unknown };
  readonly validationEngine: SyncEngine;
}

interface SyncEngine {
  maxNodeChecks: number;
  validateAll(data: unknown): void;
  getReport(): { readonly results: readonly RawResult[]; readonly dataset: Iterable<Quad> };
  validateNodeAgainstConstraint(focus: unknown, values: readonly unknown[], ...rest: unknown[]): boolean;
  clone(options: unknown): SyncEngine;
}

/** Has an engine, and those that it makes for shapes within shapes, tell how many nodes it holds against a constraint. */
function counting(engine: SyncEngine, count: (nodes: number) => void): SyncEngine {
  const validate = engine.validateNodeAgainstConstraint.bind(engine);
  const clone = engine.clone.bind(engine);
  engine.validateNodeAgainstConstraint = (focus, values, ...rest) => {
    count(1 + values.length);
    return validate(focus, values, ...rest);
  };
  engine.clone = (options) => counting(clone(options), count);
  return engine;
}

/** rdf-validate-shacl, called without the promise that its own face wraps around a wholly synchronous evaluation. */
class Validator {
  readonly #shapes: Store;
  readonly #mostSteps: number;
  #steps = 0;
  #validator: SyncValidator;

  constructor(shapes: Quad[], mostSteps: number) {
    this.#shapes = new Store(shapes);
    this.#mostSteps = mostSteps;
    this.#validator = this.#create();
  }

  #create(): SyncValidator {
    const validator = new SHACLValidator(this.#shapes) as unknown as SyncValidator;
    // By default a node that is checked more than 50 times against a shape conforms, whatever it looks like.
    validator.validationEngine.maxNodeChecks = 0;
    if (this.#mostSteps < Infinity)
      counting(validator.validationEngine, (nodes) => {
        this.#steps += nodes;
        if (this.#steps > this.#mostSteps)
          throw new Error(`a check takes more than ${String(this.#mostSteps)} steps.`);
      });
    return validator;
  }

  validate(quads: readonly Quad[]): ShapeVerdict {
    const validator = this.#validator;
    this.#steps = 0;
    const looked = quads.filter(({ predicate }) => predicate.value !== NOT_LOOKED_AT);
    try {
      validator.$data = validator.factory.clownface({ dataset: new Store(looked) });
      validator.validationEngine.validateAll(validator.$data);
      const report = validator.validationEngine.getReport();
      const results = report.results.map(toResult);
      return {
        conforms: results.every(({ severity }) => severity !== 'Violation'),
        results,
        report: results.length === 0 ? [] : [...report.dataset],
      };
    } catch (error) {
      // An engine that stopped half-way miscounts how deep it is, and would drop later results.
      this.#validator = this.#create();
      throw error;
    }
  }
}

/** The part of a term that is used of a result. */
interface Node {
  readonly termType: string;
  readonly value: string;
  readonly language?: string;
}

interface RawResult {
  readonly severity: Node | null | undefined;
  readonly focusNode: Node | null | undefined;
  readonly path: Node | null | undefined;
  readonly message: readonly Node[];
}

function toResult({ severity, focusNode, path, message }: RawResult): ShapeResult {
  const inLanguage = (language: string): string | undefined =>
    message.find((text) => text.language === language)?.value;
  const any = message[0]?.value ?? 'This value does not meet the shape.';
  const name = severity?.value.slice(sh.base.length);
  return {
    severity: name === 'Warning' || name === 'Info' ? name : 'Violation',
    focus: focusNode?.value ?? '',
    path: path?.termType === 'NamedNode' ? path.value : undefined,
    messages: { nl: inLanguage('nl') ?? any, en: inLanguage('en') ?? any },
  };
}
