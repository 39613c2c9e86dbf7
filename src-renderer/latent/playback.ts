/** Where a film stands after some seconds: round and round in a loop, else up to its end. */
export function playedOn(
  share: number,
  seconds: number,
  { duration, loop }: { readonly duration: number; readonly loop: boolean },
): { readonly share: number; readonly ended: boolean } {
  const next = share + seconds / duration
  if (loop) return { share: next - Math.floor(next), ended: false }
  return { share: Math.min(1, next), ended: next >= 1 }
}

/** A time as minutes, seconds and tenths: 00:03.2. */
export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  const minutes = Math.floor(tenths / 600)
  const rest = (tenths - minutes * 600) / 10
  return `${String(minutes).padStart(2, '0')}:${rest.toFixed(1).padStart(4, '0')}`
}
