import { type ComputedRef, computed } from 'vue'
import { useRuns } from '../runs/store'
import { useMachine } from './machine'

/** The engine at work, or else the one that `auto` takes, and its threads: “compiled-cpu · 2 threads”. */
export function useEngineLine(): ComputedRef<string> {
  const machine = useMachine()
  const runs = useRuns()
  return computed(() => {
    if (machine.load.state === 'loading') return 'Looking at the machine'
    if (machine.load.state === 'failed') return 'Engines not known'
    const { engines, threads } = machine.load.value
    const engine = runs.active?.engine ?? engines.find(({ available }) => available)?.id
    return engine === undefined
      ? 'No engine is available'
      : `${engine} · ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  })
}
