/** Something that the palette can find. */
export interface Findable {
  readonly title: string
  /** More words that find it but are not shown. */
  readonly keywords?: string
}

/**
 * How well a query fits a text, 0 for not at all. Every word of the query must occur: as a whole start of a word it counts
 * most, inside a word less, and as scattered letters in their order least.
 */
export function score(query: string, text: string): number {
  const haystack = fold(text)
  let total = 1
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    const at = haystack.indexOf(word)
    if (at === 0) total += 4
    else if (at > 0 && /[^\p{L}\p{N}]/u.test(haystack[at - 1] ?? '')) total += 3
    else if (at > 0) total += 2
    else if (isScattered(word, haystack)) total += 0.5
    else return 0
  }
  return total
}

/** The items that fit a query, the best first; equally good ones keep their order, as all do without a query. */
export function find<T extends Findable>(items: readonly T[], query: string): T[] {
  if (query.trim() === '') return [...items]
  return items
    .map((item) => ({
      item,
      fit: Math.max(score(query, item.title), score(query, `${item.title} ${item.keywords ?? ''}`) - 0.25),
    }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ item }) => item)
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

function isScattered(word: string, text: string): boolean {
  let from = 0
  for (const letter of word) {
    const at = text.indexOf(letter, from)
    if (at < 0) return false
    from = at + 1
  }
  return true
}
