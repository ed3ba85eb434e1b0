/**
 * The closed set of things that can go wrong for a client, as RFC 9457 problem types.
 * Thrown where the fault is known, turned into HTTP once (`interfaces/http/reply.ts`), explained in `docs/errors.md`.
 */
export const problemTypes = {
  'malformed-body': { status: 400, title: 'The body cannot be read' },
  'malformed-query': { status: 400, title: 'The query cannot be read' },
  'invalid-parameter': { status: 400, title: 'A parameter is missing or wrong' },
  'context-refused': { status: 400, title: 'The JSON-LD context is not one we know' },
  unauthenticated: { status: 401, title: 'We do not know who asks' },
  forbidden: { status: 403, title: 'This client may not do that' },
  'agreement-not-in-force': { status: 403, title: 'No agreement in force opens this data' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This resource does not take that method' },
  'not-acceptable': { status: 406, title: 'None of the media types you accept is available' },
  'idempotency-conflict': { status: 409, title: 'This Idempotency-Key was used for another body' },
  'nothing-asked': { status: 409, title: 'There is no question to answer' },
  gone: { status: 410, title: 'What was here is gone' },
  'protected-graph': { status: 403, title: 'This graph is not for clients to change' },
  'update-failed': { status: 409, title: 'The update cannot be carried out' },
  'illegal-transition': { status: 409, title: 'That cannot be done with the report as it is now' },
  'precondition-failed': { status: 412, title: 'What is there has changed meanwhile' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type of the body is not supported' },
  'invalid-body': { status: 422, title: 'The body does not have the form asked for' },
  'invalid-report': { status: 422, title: 'The report does not meet the shapes' },
  'attachment-refused': { status: 422, title: 'The file cannot be taken' },
  'reporter-required': { status: 422, title: 'This category is not taken from someone unknown' },
  'invalid-register': { status: 422, title: 'The register cannot be loaded' },
  'invalid-rules': { status: 422, title: 'The rule set cannot be loaded' },
  'conflicting-rules': { status: 422, title: 'Two rules contradict each other' },
  'result-too-large': { status: 422, title: 'The answer is larger than its limit' },
  'query-memory': { status: 422, title: 'The query took more memory than its limit' },
  'query-too-complex': { status: 422, title: 'The query is nested too deeply' },
  'unknown-function': { status: 422, title: 'The query calls a function that is not there' },
  'too-many-requests': { status: 429, title: 'This client asks too much at a time' },
  'service-refused': { status: 403, title: 'The query asks an endpoint that may not be asked' },
  'peer-failed': { status: 502, title: 'Another participant of the data space gave no good answer' },
  'service-failed': { status: 502, title: 'An endpoint in the query gave no answer' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'storage-unavailable': { status: 503, title: 'The data directory cannot be written now' },
  'uploads-full': { status: 503, title: 'As many files are taken in as may' },
  'feed-full': { status: 503, title: 'As many clients listen as may' },
  'query-unavailable': { status: 503, title: 'The graph cannot be queried now' },
  'identity-unavailable': { status: 503, title: 'The identity provider does not answer' },
  'query-timeout': { status: 503, title: 'The query took longer than its time limit' },
  'capacity-exceeded': { status: 507, title: 'The graph would not fit in the memory ceiling' },
} as const;

/** The name of a problem; its IRI is `{base}/problem/{name}`. */
export type ProblemType = keyof typeof problemTypes;

/** A failure that a client can understand and often mend. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly title: string;

  /**
   * @param type which problem it is
   * @param detail what, where and how to mend it, in plain words
   * @param extra members added to the problem document, such as `line` or `errors`
   */
  constructor(
    readonly type: ProblemType,
    detail: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.status = problemTypes[type].status;
    this.title = problemTypes[type].title;
  }
}
