import type { Quad } from 'n3';

export declare function latestVersions(quads: readonly Quad[]): Quad[];
export declare function thingsIn(quads: readonly Quad[]): Quad[];
