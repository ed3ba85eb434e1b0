import { readdirSync } from 'node:fs';
import { packageFile } from '../rdf/package-files.js';

/** The rule sets that come with the package: what each is called, and its file. */
export function packagedRuleSets(): { readonly name: string; readonly path: string }[] {
  const files = readdirSync(packageFile('ontology', 'rules')).sort();
  return files.map((file) => ({
    name: file.replace(/\.ttl$/, ''),
    path: packageFile('ontology', 'rules', file),
  }));
}
