/** A column of a table: its heading, and on which side its cells line up. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** How many places a text takes in a terminal: combining marks none, wide East Asian characters two. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text.replace(/\p{M}/gu, '')) {
    const code = character.codePointAt(0) ?? 0
    const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xffe6) || code >= 0x1f300
    width += wide ? 2 : 1
  }
  return width
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)))
  return align === 'left' ? text + space : space + text
}

/**
 * Lines of a table with columns that line up, two spaces apart, headings first.
 *
 * @param rows cells in the order of the columns; a missing cell is empty
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, i) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[i] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align = 'left' }, i) => pad(cells[i] ?? '', widths[i] ?? 0, align))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)]
}

/** Lines of names and their values, the values below each other. */
export function formatFacts(facts: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...facts.map(([name]) => textWidth(name)))
  return facts.map(([name, value]) => `${pad(name, width, 'left')}  ${value}`)
}

/** A text on lines of at most `width` places, broken at spaces; a longer word has a line of its own. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(`${indent}${line} ${word}`) > width) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, indent + line]
}
