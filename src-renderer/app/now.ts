import { onScopeDispose, type Ref, ref } from 'vue'

/** The time of day in milliseconds, kept up twice a minute: for “4 min ago”. */
export function useNow(): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    now.value = Date.now()
  }, 30_000)
  onScopeDispose(() => clearInterval(timer))
  return now
}
