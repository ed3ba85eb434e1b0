import { readRegisterVersions } from '../../registers/index.js';
import { jsonReply, type Reply } from '../http/reply.js';
import type { RegistersApiOptions } from './index.js';

/** All registers with their versions; the same is in the graph of registers as RDF. */
export function listRegisters({ engine, baseUrl }: RegistersApiOptions): Reply {
  const registers = readRegisterVersions(engine.store, baseUrl).map(({ iri, name, title, versions }) => ({
    id: iri,
    name,
    title,
    versions: versions.map(({ iri: version, ...rest }) => ({ id: version, ...rest })),
  }));
  return jsonReply({ registers });
}
