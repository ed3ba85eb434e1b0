import { Readable } from 'node:stream';
import type { Quad, Term } from '@rdfjs/types';
import { toAlgebra } from '@traqula/algebra-sparql-1-1';
import { Parser } from '@traqula/parser-sparql-1-1';
import { DataFactory } from 'n3';
import {
  QueryResultBindings,
  QueryResultQuads,
  TestCaseQueryEvaluationHandler,
  type IQueryResult,
  type IUpdateEngine,
} from 'rdf-test-suite';
import { termToString } from '#wegwijzer/rdf/nquads.js';
import { EndpointNames } from './endpoint-names.js';

const RESULTS = 'application/sparql-results+json';
const TRIPLES = 'application/n-triples';
const QUERY = 'application/sparql-query';
const UPDATE = 'application/sparql-update';

/** A query or update that says itself which graphs it is about. */
const NAMES_DATASET = /\b(?:FROM|USING|WITH)\b/i;

interface TestOptions {
  readonly baseIRI?: string;
  /** What the endpoints of a federated query hold, by their addresses. */
  readonly serviceData?: Readonly<Record<string, Quad[]>>;
}

/** An answer other than the one that was hoped for. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(
    readonly status: number,
    body: string,
  ) {
    super(`${String(status)}: ${body}`);
  }
}

/**
 * What the suites run against: each test's data is loaded into the service by an update, its query or update is sent
 * with the data set of the test, and what comes back is compared. `{base}/graph/default` stands for the default graph,
 * since the one of the service is a union.
 */
export class EndpointEngine implements IUpdateEngine {
  readonly #baseUrl: string;
  readonly #partners: readonly EndpointEngine[];
  /** The update that brought the service in the state it is in, where that is known. */
  #loaded: string | undefined;

  /** @param partners addresses of services that stand in for the endpoints that the tests of federation ask */
  constructor(baseUrl: string, partners: readonly string[] = []) {
    this.#baseUrl = baseUrl;
    this.#partners = partners.map((partner) => new EndpointEngine(partner));
  }

  get #defaultGraph(): string {
    return `${this.#baseUrl}/graph/default`;
  }

  /** Whether the service takes a text: it may refuse to carry it out, but not for its syntax. */
  async parse(text: string, { baseIRI }: TestOptions): Promise<void> {
    const isUpdate = baseIRI?.endsWith('.ru') === true;
    if (isUpdate) this.#loaded = undefined;
    const response = await this.#post(
      isUpdate ? UPDATE : QUERY,
      withBase(text, baseIRI),
      isUpdate ? new URLSearchParams() : this.#dataset([], ''),
    );
    const body = await response.text();
    if (response.status === 400 || response.status >= 500) throw new RefusedError(response.status, body);
  }

  async query(data: Quad[], text: string, options: TestOptions): Promise<IQueryResult> {
    const names = await this.#standIns(options.serviceData ?? {});
    const response = await this.#answer(
      names.inQuads(data),
      names.inText(text),
      options,
      `${RESULTS}, ${TRIPLES};q=0.9`,
    );
    const mediaType = response.headers.get('content-type') ?? '';
    const body = Readable.from([await response.text()]);
    const result = await TestCaseQueryEvaluationHandler.parseQueryResult(
      mediaType,
      'http://localhost/',
      body,
    );
    if (result.type === 'quads') return new QueryResultQuads(result.value.map((quad) => this.#unnamed(quad)));
    if (result.type === 'boolean') return result;
    const rows = result.value.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, term]) => [name, names.back(this.#blank(term))])),
    );
    return new QueryResultBindings(result.variables, rows, false);
  }

  async queryResultFormat(
    data: Quad[],
    text: string,
    mediaType: string,
    options: TestOptions,
  ): Promise<NodeJS.ReadableStream> {
    const response = await this.#answer(data, text, options, mediaType);
    return Readable.from([(await response.text()).replaceAll(this.#genid, '_:b')]);
  }

  async update(data: Quad[], text: string, { baseIRI }: TestOptions): Promise<Quad[]> {
    await this.#load(data);
    this.#loaded = undefined;
    const update = withBase(text, baseIRI);
    const parameters = NAMES_DATASET.test(withoutComments(text))
      ? new URLSearchParams()
      : this.#dataset([...graphsOf(data), ...graphsNamedIn(update)], 'using-');
    const response = await this.#post(UPDATE, update, parameters);
    if (!response.ok) throw new RefusedError(response.status, await response.text());
    return this.#dump();
  }

  /**
   * Fills a partner for each endpoint of a test. The endpoints have made-up names on the Internet, which stand for the
   * addresses of the partners in all that goes there and back.
   */
  async #standIns(serviceData: Readonly<Record<string, Quad[]>>): Promise<EndpointNames> {
    const used = Object.keys(serviceData).map((endpoint, index) => {
      const partner = this.#partners[index];
      if (!partner) throw new Error(`There is no partner to stand in for ${endpoint}.`);
      return { endpoint, partner };
    });
    const names = new EndpointNames(
      new Map(used.map(({ endpoint, partner }) => [endpoint, partner.#asService])),
    );
    for (const { endpoint, partner } of used) await partner.#load(names.inQuads(serviceData[endpoint] ?? []));
    return names;
  }

  /** The address that asks the default graph of the test alone, rather than all public graphs. */
  get #asService(): string {
    return `${this.#baseUrl}/sparql?${this.#dataset([], '').toString()}`;
  }

  get #genid(): string {
    return `${this.#baseUrl}/.well-known/genid/`;
  }

  async #answer(data: Quad[], text: string, { baseIRI }: TestOptions, accept: string): Promise<Response> {
    await this.#load(data);
    const parameters = NAMES_DATASET.test(withoutComments(text))
      ? new URLSearchParams()
      : this.#dataset(graphsOf(data), '');
    const response = await this.#post(QUERY, withBase(text, baseIRI), parameters, accept);
    if (!response.ok) throw new RefusedError(response.status, await response.text());
    return response;
  }

  async #load(data: readonly Quad[]): Promise<void> {
    const lines = data.map(({ subject, predicate, object, graph }) => {
      const triple = `${[subject, predicate, object].map(notation).join(' ')} .`;
      return graph.termType === 'DefaultGraph' ? triple : `GRAPH ${termToString(graph)} { ${triple} }`;
    });
    const update = `DROP SILENT ALL ; INSERT DATA {\n${lines.join('\n')}\n}`;
    if (update === this.#loaded) return;
    this.#loaded = undefined;
    const response = await this.#post(UPDATE, update, new URLSearchParams());
    if (!response.ok) throw new RefusedError(response.status, await response.text());
    this.#loaded = update;
  }

  #dataset(graphs: readonly string[], prefix: '' | 'using-'): URLSearchParams {
    const parameters = new URLSearchParams();
    parameters.append(prefix === '' ? 'default-graph-uri' : 'using-graph-uri', this.#defaultGraph);
    for (const graph of new Set(graphs))
      parameters.append(prefix === '' ? 'named-graph-uri' : 'using-named-graph-uri', graph);
    return parameters;
  }

  /** All that the graphs of clients hold. */
  async #dump(): Promise<Quad[]> {
    const text = `SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o }
      FILTER(?g = <${this.#defaultGraph}> || !STRSTARTS(STR(?g), "${this.#baseUrl}/")) }`;
    const response = await this.#post(QUERY, text, new URLSearchParams(), RESULTS);
    if (!response.ok) throw new RefusedError(response.status, await response.text());
    const body = Readable.from([await response.text()]);
    const result = await TestCaseQueryEvaluationHandler.parseQueryResult(RESULTS, 'http://localhost/', body);
    if (result.type !== 'bindings') throw new Error('The service answered a SELECT with something else.');
    return result.value.map((row) => {
      const { '?s': subject, '?p': predicate, '?o': object, '?g': graph } = row;
      const isDefault = graph?.value === this.#defaultGraph;
      return this.#unnamed(
        DataFactory.quad(
          subject as Quad['subject'],
          predicate as Quad['predicate'],
          object as Quad['object'],
          isDefault ? DataFactory.defaultGraph() : (graph as Quad['graph']),
        ),
      );
    });
  }

  /** The service stores IRIs for blank nodes (RDF 1.1 Concepts, section 3.5), as it may. */
  #blank<T extends Term>(term: T): T {
    if (term.termType !== 'NamedNode' || !term.value.startsWith(this.#genid)) return term;
    return DataFactory.blankNode(`b${term.value.slice(this.#genid.length)}`) as Term as T;
  }

  #unnamed({ subject, predicate, object, graph }: Quad): Quad {
    return DataFactory.quad(this.#blank(subject), predicate, this.#blank(object), graph);
  }

  #post(type: string, body: string, parameters: URLSearchParams, accept = '*/*'): Promise<Response> {
    return fetch(`${this.#baseUrl}/sparql?${parameters.toString()}`, {
      method: 'POST',
      headers: { 'content-type': type, accept },
      body,
    });
  }
}

function withoutComments(text: string): string {
  return text.replaceAll(/(?:^|\s)#.*$/gm, '');
}

function graphsOf(quads: readonly Quad[]): string[] {
  return quads.flatMap(({ graph }) => (graph.termType === 'NamedNode' ? [graph.value] : []));
}

/** The graphs that an update names: those that it makes are in its data set too. */
function graphsNamedIn(update: string): string[] {
  const found: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { graph } = value as { readonly graph?: Term };
    if (graph?.termType === 'NamedNode') found.push(graph.value);
    Object.values(value).forEach(collect);
  };
  collect(toAlgebra(new Parser().parse(update), { quads: true }));
  return found;
}

function notation(term: Term): string {
  return term.termType === 'BlankNode' ? `_:${term.value}` : termToString(term);
}

/** Relative IRIs of a test are relative to its file. */
function withBase(text: string, base: string | undefined): string {
  return base === undefined ? text : `BASE <${base}>\n${text}`;
}
