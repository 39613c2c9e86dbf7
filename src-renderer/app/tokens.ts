/** A colour of `tokens.css`, without the leading dashes. */
export type TokenName =
  | `bg-${0 | 1 | 2}`
  | `text-${1 | 2 | 3}`
  | `run-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`
  | 'border'
  | 'border-strong'
  | 'accent'
  | 'accent-fill'
  | 'accent-fill-hover'
  | 'accent-soft'
  | 'on-accent'
  | 'ok'
  | 'warn'
  | 'warn-soft'
  | 'bad'
  | 'bad-fill'
  | 'bad-soft'

/** Answers with the value of a colour token in the theme that was in force when it was read. */
export type Tokens = (name: TokenName) => string

/** Reads the tokens in force, for what cannot take a CSS variable: canvas, and Naive UI's arithmetic with colours. */
export function readTokens(): Tokens {
  const style = getComputedStyle(document.documentElement)
  const read = new Map<TokenName, string>()
  return (name) => {
    const known = read.get(name)
    if (known !== undefined) return known
    const value = style.getPropertyValue(`--${name}`).trim()
    read.set(name, value)
    return value
  }
}
