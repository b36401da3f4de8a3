import { QueryCache, QueryClient } from '@tanstack/preact-query'
import { setKey } from './key.ts'
import { ApiProblem } from './problem.ts'

const maxDelayMs = 30_000

/** The cache of all reads. A temporary failure is retried with growing pauses, and the last data stays visible. A 401 forgets the key. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 401) setKey(null)
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 500,
      retry: (_, error) => error instanceof ApiProblem && error.isTemporary,
      retryDelay: (failures, error) =>
        error instanceof ApiProblem && error.retryAfter
          ? error.retryAfter * 1000
          : Math.min(maxDelayMs, 1000 * 2 ** failures),
    },
    mutations: { networkMode: 'always' },
  },
})
