import { type Column, formatTable, wrap } from './table'

/** A piece of a document: a heading, sentences, or a table. */
export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly type: 'lines'; readonly lines: readonly string[] }
  | { readonly type: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }

/** Places in a line of running text. */
const WIDTH = 110

function terminalLines(block: Block): string[] {
  switch (block.type) {
    case 'heading':
      return ['', block.text]
    case 'lines':
      return block.lines.flatMap((line) => wrap(line, WIDTH))
    case 'table':
      return ['', ...formatTable(block.columns, block.rows)]
  }
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

function markdownLines(block: Block): string[] {
  switch (block.type) {
    case 'heading':
      return [`${'#'.repeat(block.level)} ${block.text}`]
    case 'lines':
      return block.lines.flatMap((line, i) => (i === 0 ? [line] : ['', line]))
    case 'table':
      return [
        row(block.columns.map(({ title }) => title)),
        row(block.columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
        ...block.rows.map(row),
      ]
  }
}

/** A document for a terminal. */
export const blocksForTerminal = (blocks: readonly Block[]): string[] => blocks.flatMap(terminalLines).slice(1)

/** The same document as Markdown. */
export const blocksAsMarkdown = (blocks: readonly Block[]): string =>
  `${blocks.map((block) => markdownLines(block).join('\n')).join('\n\n')}\n`
