/** The order after an element was put before the one at a place (0 to the length) of the order as it was. */
export function placedBefore(order: readonly string[], moved: string, place: number): string[] {
  const before = order.slice(0, place).filter((id) => id !== moved)
  const after = order.slice(place).filter((id) => id !== moved)
  return [...before, moved, ...after]
}
