import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { packageFile } from '../../rdf/package-files.js';
import { withEntityTag } from '../http/etag.js';
import type { HttpRequest, Reply, Route } from '../http/reply.js';

const { resolve } = createRequire(import.meta.url);
const CSS = 'text/css';
const SCRIPT = 'text/javascript';
const SVG = 'image/svg+xml';

/** Where YASGUI's files lie; its main file is the script for pages. */
const yasgui = resolve('@zazuko/yasgui');

/** Name below `/assets/` → the file and its media type. Read at the first request: most services never show them all. */
const FILES = {
  'wegwijzer.css': { path: packageFile('public', 'wegwijzer.css'), mediaType: CSS },
  'icon.svg': { path: packageFile('public', 'icon.svg'), mediaType: SVG },
  'front-page.js': { path: packageFile('public', 'front-page.js'), mediaType: SCRIPT },
  'query-page.css': { path: packageFile('public', 'query-page.css'), mediaType: CSS },
  'query-page.js': { path: packageFile('public', 'query-page.js'), mediaType: SCRIPT },
  'openapi-page.js': { path: packageFile('public', 'openapi-page.js'), mediaType: SCRIPT },
  'yasgui.css': { path: yasgui.replace(/\.js$/, '.css'), mediaType: CSS },
  'yasgui.js': { path: yasgui, mediaType: SCRIPT },
} as const;

/** Path of a file of the pages, below the base. */
export function assetPath(name: keyof typeof FILES): string {
  return `/assets/${name}`;
}

/** Style sheets and scripts of the pages: all ours to serve, none from elsewhere. */
export function assetRoutes(): Route[] {
  return Object.entries(FILES).map(([name, { path, mediaType }]) => {
    let body: Buffer | undefined;
    return {
      path: `/assets/${name}`,
      methods: { GET: (request) => asset(request, (body ??= readFileSync(path)), mediaType) },
    };
  });
}

function asset(request: HttpRequest, body: Buffer, mediaType: string): Reply {
  const headers = { 'content-type': mediaType, 'cache-control': 'public, max-age=3600' };
  return withEntityTag(request, { status: 200, headers, body });
}
