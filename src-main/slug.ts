/** Longest base of an identifier: room stays for a number within the 64 characters of an `Id`. */
const longest = 40

/** A name as an identifier: lower-case letters, digits and dashes; `fallback` where nothing of it is left. */
export function slug(name: string, fallback: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '')
  return plain === '' ? fallback : plain
}

/** The first of `base`, `base-2`, `base-3`, … that is not taken. */
export function freeId(base: string, taken: (id: string) => boolean): string {
  if (!taken(base)) return base
  for (let number = 2; ; number++) {
    const id = `${base}-${number}`
    if (!taken(id)) return id
  }
}
