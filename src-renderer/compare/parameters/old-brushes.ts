import { watch } from 'vue'
import type { CompareState } from '../state'

/** Takes the brushes of the axes away once runs are chosen in another way, such as in the table: they would say what is no longer so. */
export function forgetOldBrushes(state: CompareState): void {
  watch([() => state.chosen, () => state.brushes], ([chosen, brushes], [chosenBefore, brushesBefore]) => {
    if (chosen !== chosenBefore && brushes === brushesBefore && brushes.length > 0) state.brushes = []
  })
}
