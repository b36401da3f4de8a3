import { useMutation, useQueryClient } from '@tanstack/preact-query'
import type { ApiProblem } from './problem.ts'
import { request } from './request.ts'

interface Write {
  /** Default: `POST`. */
  method?: 'POST' | 'PATCH'
  path: string
  body?: unknown
}

/** A write to the API. After it succeeds, everything visible is read again. */
export function useWrite<Answer>(onSuccess?: (answer: Answer) => void, onError?: (problem: ApiProblem) => void) {
  const client = useQueryClient()
  return useMutation<Answer, ApiProblem, Write>({
    mutationFn: ({ method = 'POST', path, body }) => request<Answer>(method, path, body),
    onSuccess: (answer) => {
      void client.invalidateQueries()
      onSuccess?.(answer)
    },
    onError: (problem) => onError?.(problem),
  })
}
