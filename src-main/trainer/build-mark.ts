/** Set by the build script to a hash of all sources and of the versions of all packages. */
declare const STUDIO_BUILD: string | undefined

/** Tells this build of the studio from every other; empty where the sources run unbuilt, as in tests. */
export const buildMark: string = typeof STUDIO_BUILD === 'string' ? STUDIO_BUILD : ''
