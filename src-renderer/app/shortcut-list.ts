/** A key, or several that do the same, and what it does. */
export interface Shortcut {
  /** Key combinations as they are shown, such as `Ctrl K`; each alone does it. */
  readonly keys: readonly string[]
  readonly does: string
}

/** The keys of a part of the window. */
export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

const group = (title: string, ...shortcuts: (readonly [keys: string, does: string])[]): ShortcutGroup => ({
  title,
  shortcuts: shortcuts.map(([keys, does]) => ({ keys: keys.split(' or '), does })),
})

/** Every key of the window that is more than what the system's own controls do. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  group(
    'Everywhere',
    ['Ctrl K', 'Find a screen, run, dataset or action'],
    ['Ctrl 1 to Ctrl 7', 'Go to a screen of the rail'],
    ['Alt ← or Alt →', 'Back, forward'],
    ['Ctrl N', 'Set up a new run'],
    ['? or Ctrl /', 'This list'],
    ['Ctrl + or Ctrl - or Ctrl 0', 'Larger, smaller, as it was'],
    ['Esc', 'Close what is open'],
  ),
  group('Charts', ['← or →', 'Move the range'], ['+ or -', 'Zoom in, out'], ['Home or 0', 'Show the whole range']),
  group(
    'Architecture',
    ['← → ↑ ↓', 'Go from layer to layer; with Shift choose on the way'],
    ['Alt ↑ or Alt ↓', 'Go through the layers in their order'],
    ['Letters or +', 'Add a layer after the chosen one'],
    ['Enter', 'Edit the settings of the layer'],
    ['Delete', 'Remove what is chosen'],
    ['Ctrl C or Ctrl X or Ctrl V', 'Copy, cut, paste'],
    ['Ctrl D', 'Duplicate'],
    ['Ctrl .', 'Apply the repair that is offered'],
    ['Ctrl Z or Ctrl Y', 'Undo, redo'],
    ['Ctrl A or Esc', 'Choose all, none'],
    ['[ or ]', 'Fold, unfold repeated blocks'],
    ['= or - or 0', 'Zoom in, out, fit'],
    ['Ctrl S', 'Save'],
  ),
  group(
    'Table of runs',
    ['↑ or ↓', 'Go from run to run; with Shift choose on the way'],
    ['Space or O', 'Choose, choose only this one'],
    ['Ctrl A or Esc', 'Choose all, none'],
    ['Enter', 'Open the run'],
    ['B or P', 'Make it the baseline, pin it'],
    ['T or N', 'Tags, notes'],
    ['E or Delete', 'Archive, delete'],
    ['/', 'Filter'],
  ),
  group(
    'Latent',
    ['← → ↑ ↓', 'Travel over the seed plane; with Shift a whole seed'],
    ['+ or -', 'Travel faster, slower'],
    ['S', 'Snap to the nearest seed'],
    ['R or Home', 'Back to the beginning'],
    ['K', 'Keep as a keyframe'],
    ['Space', 'Play or pause'],
    ['Alt ← or Alt →', 'Move the keyframe that has the focus'],
    ['Delete', 'Take the keyframe out that has the focus'],
  ),
]
