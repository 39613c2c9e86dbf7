/** Names of a compiled graph's inputs and outputs: these prefixes with the name of the state, feed or measure. */
const STATE = 'state/'

export const stateInput = (name: string): string => `${STATE}${name}`
export const feedInput = (name: string): string => `feed/${name}`
/** The transpose of a state matrix, which the executor keeps beside it. */
export const mirrorInput = (name: string): string => `mirror/${name}`
export const gradientOutput = (name: string): string => `gradient/${name}`
export const updateOutput = (name: string): string => `update/${name}`
export const measureOutput = (name: string): string => `measure/${name}`
export const RESULT = 'result'

/** The name of the state that an input is; undefined for other inputs. */
export const stateOfInput = (input: string): string | undefined =>
  input.startsWith(STATE) ? input.slice(STATE.length) : undefined
