import { useQuery } from '@tanstack/preact-query'
import { useContext } from 'preact/hooks'
import { OnScreen } from './on-screen.ts'
import type { ApiProblem } from './problem.ts'
import type { Read } from './reads.ts'
import { request } from './request.ts'

/** Polls a read while its panel is visible and the tab is in the foreground. An error answer or a final answer ends the polling. */
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
