import { useQuery } from '@tanstack/preact-query'
import { useContext } from 'preact/hooks'
import { OnScreen } from './on-screen.ts'
import type { ApiProblem } from './problem.ts'
import type { Read } from './reads.ts'
import { request } from './request.ts'

/** Reads again and again while the panel is on the screen and the tab is in front; a refusal or a final answer ends it. */
export function useRead<T>({ path, everyMs, isFinal }: Read<T>) {
  const isOnScreen = useContext(OnScreen)
  return useQuery<T, ApiProblem>({
    queryKey: [path],
    queryFn: ({ signal }) => request<T>('GET', path, undefined, signal),
    refetchInterval: ({ state: { status, data } }) => {
      if (!isOnScreen || status === 'error') return false
      return data !== undefined && isFinal?.(data) ? false : everyMs
    },
  })
}
