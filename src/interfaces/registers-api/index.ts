/** Registers and their versions, and the open reports that a change of them touches. */
import type { Redecide } from '../../redecide/index.js';
import type { ImportOptions, ImportSummary, Undone } from '../../registers/index.js';
import type { Turns } from '../../reports/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { Route, Site } from '../http/reply.js';
import { listRegisters, showRegister } from './list-registers.js';
import { putRegister } from './put-register.js';
import { listRedecisions, reviewRedecisions } from './redecisions.js';
import { showDifference, undoVersion } from './versions.js';

/** What is asked of the engine for a new version of a register. */
export type RegisterRequest = Omit<ImportOptions, 'baseUrl' | 'agent' | 'shapes' | 'now'> & {
  /** IRI of who loads it; the service itself where not given. */
  readonly agent?: string | undefined;
};

/** What the registers API works with. */
export interface RegistersApiOptions extends Site {
  readonly engine: {
    readonly store: GraphStore;
    readonly redecide: Redecide;
    readonly turns: Turns;
    readonly loadRegister: (request: RegisterRequest) => Promise<ImportSummary>;
    readonly undoRegister: (
      name: string,
      by: { readonly agent: string; readonly requestId: string },
    ) => Promise<Undone>;
  };
  /** Bytes that a register may have. */
  readonly registerLimit: number;
  /** Where registers wait that were sent. */
  readonly dataDirectory: string;
  /** Folder of the mappings that may be named. */
  readonly mappingsDirectory: string;
}

/** `GET /registers`, `GET` and `PUT /registers/{name}` with `/difference` and `/undo`, `GET` and `POST /redecide`. */
export function registersApiRoutes(options: RegistersApiOptions): Route[] {
  return [
    {
      path: '/registers',
      requires: 'public.read',
      methods: { GET: (request) => listRegisters(options, request) },
    },
    {
      path: '/registers/:name',
      methods: {
        GET: (request, context) => showRegister(options, request, context),
        PUT: (request, context) => putRegister(options, request, context),
      },
    },
    {
      path: '/registers/:name/difference',
      methods: { GET: (request, context) => showDifference(options, request, context) },
    },
    {
      path: '/registers/:name/undo',
      methods: { POST: (request, context) => undoVersion(options, request, context) },
    },
    {
      path: '/redecide',
      methods: {
        GET: (request, context) => listRedecisions(options, request, context),
        POST: (request, context) => reviewRedecisions(options, request, context),
      },
    },
  ];
}
