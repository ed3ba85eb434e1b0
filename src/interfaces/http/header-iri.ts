/**
 * An IRI as the URI that a header can carry: what is not ASCII percent-encoded (RFC 3987, section 3.1), since headers hold
 * no more (RFC 9110, section 5.5).
 */
export function headerIri(iri: string): string {
  return iri.replace(/[^\x21-\x7E]+/gu, encodeURIComponent);
}
