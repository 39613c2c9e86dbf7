/** The text in the field that an event comes from; empty if it comes from something else. */
export const eventText = ({ target }: Event): string => (target instanceof HTMLInputElement ? target.value : '')
