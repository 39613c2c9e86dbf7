import { onScopeDispose, type Ref, ref } from 'vue'

/** Whether the system asks for as little motion as possible; follows it while the component lives. */
export function useReducedMotion(): Readonly<Ref<boolean>> {
  const query = window.matchMedia('(prefers-reduced-motion: reduce)')
  const reduced = ref(query.matches)
  const follow = ({ matches }: MediaQueryListEvent): void => {
    reduced.value = matches
  }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return reduced
}
