import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'

/** Fuses by their names in electron-builder.yml, and their places on the wire of an Electron. */
const places = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
}

/** @typedef {keyof typeof places} Fuse */

/** What stands on the wire for a fuse that is on; one that is off is `0` (48). */
const on = 49

/**
 * The fuses of an Electron and whether they are on. Those that its version does not have yet are left out.
 * @param {string} executable
 * @returns {Promise<Partial<Record<Fuse, boolean>>>}
 */
export async function fusesOf(executable) {
  const wire = await getCurrentFuseWire(executable)
  /** @type {Partial<Record<Fuse, boolean>>} */
  const fuses = {}
  for (const name of /** @type {Fuse[]} */ (Object.keys(places))) {
    const state = wire[places[name]]
    if (state !== undefined) fuses[name] = state === on
  }
  return fuses
}

/** The fuses that electron-builder.yml may name. */
export const fuseNames = /** @type {readonly Fuse[]} */ (Object.keys(places))

/**
 * Lets an Electron be driven from outside, as end-to-end tests do it. Never to be done to what is passed on.
 * @param {string} executable
 */
export async function allowInspection(executable) {
  await flipFuses(executable, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true })
}
