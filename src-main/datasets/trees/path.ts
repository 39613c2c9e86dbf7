import { limits } from '../limits'

/** What is wrong with a path in an archive, undefined where nothing is: it must stay below the archive's root. */
export function pathProblem(path: string): string | undefined {
  if (path === '' || path.length > limits.path) return path === '' ? 'it has no name' : 'its name is too long'
  if (/\p{Cc}/u.test(path)) return 'its name has control characters'
  if (/[\uFFFD]/.test(path)) return 'its name is not UTF-8'
  if (path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:/.test(path)) return 'its path is absolute'
  const parts = path.split(/[/\\]/)
  if (parts.includes('..')) return 'its path leads out of the archive'
  if (parts.length > limits.depth) return `it is more than ${limits.depth} folders deep`
  return undefined
}

/** A path of an archive without `./`, doubled and Windows separators. */
export const plainPath = (path: string): string =>
  path
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.')
    .join('/')

/** A name for messages in which nothing misleads a terminal or a page. */
export const printable = (name: string): string =>
  name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD').slice(0, limits.path)

const systemNames = new Set(['__MACOSX', 'Thumbs.db', 'desktop.ini', '$RECYCLE.BIN', 'System Volume Information'])

/** Whether a file is hidden, or of the operating system. */
export const isHidden = (path: string): boolean =>
  path.split('/').some((part) => part.startsWith('.') || systemNames.has(part))
