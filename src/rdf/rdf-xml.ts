import { DataFactory } from 'n3';
import { RdfXmlParser } from 'rdfxml-streaming-parser';

type Callback = (error?: Error | null) => void;

let documents = 0;

/**
 * A stream that reads the bytes of RDF/XML into quads, and holds to what its base passes over: text is UTF-8, also where
 * a character falls between two chunks; a document that breaks off is a fault; document types, whose entities can grow
 * without end, are refused; and no `rdf:nodeID` is mistaken for a node without one.
 * Errors begin with their line and column.
 */
export class StrictRdfXmlParser extends RdfXmlParser {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(baseIRI: string) {
    documents += 1;
    const prefix = `x${String(documents)}-`;
    const dataFactory = {
      ...DataFactory,
      blankNode: (name?: string) =>
        DataFactory.blankNode(name === undefined || name === '' ? undefined : prefix + name),
    };
    super({ baseIRI, dataFactory, trackPosition: true });
  }

  override _transform(chunk: Buffer | string, encoding: BufferEncoding, callback: Callback): void {
    let text: string;
    try {
      text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true });
    } catch {
      callback(this.newParseError('The text is not UTF-8.'));
      return;
    }
    super._transform(text, encoding, callback);
  }

  override _flush(callback: Callback): void {
    try {
      this.#decoder.decode();
      (this as unknown as { readonly saxParser: { close(): void } }).saxParser.close();
      callback();
    } catch {
      callback(this.newParseError('The document breaks off.'));
    }
  }

  protected override onDoctype(): void {
    throw this.newParseError(
      'Document type declarations and entities are not read. Write the names in full.',
    );
  }
}
