/** What stops an import from growing without end. Bytes unless said otherwise. */
export const limits = {
  /** Files, or members of an archive. */
  entries: 5_000_000,
  /** Folders within folders. */
  depth: 48,
  /** Characters of a path. */
  path: 1024,
  /** Images in an array file. */
  arrayBytes: 64 * 2 ** 30,
  /** What an archive may expand to, and by which factor beyond `freeExpansion`. */
  expandedBytes: 2 ** 40,
  expansion: 120,
  freeExpansion: 2 ** 31,
  /** Of a file with labels or class names. */
  labelFile: 2 ** 28,
} as const
