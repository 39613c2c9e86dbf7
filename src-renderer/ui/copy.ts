/** Puts text on the clipboard. Works without the clipboard permission, which the window does not ask for. */
export function copyText(text: string): void {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  const before = document.activeElement
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  if (!copied) throw new Error('The clipboard did not take the text.')
}
