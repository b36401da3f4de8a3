import { useMutation, useQueryClient } from '@tanstack/preact-query'
import type { ApiProblem } from './problem.ts'
import { request } from './request.ts'

interface Write {
  /** `POST` without it. */
  method?: 'POST' | 'PATCH'
  path: string
  body?: unknown
}

/** Sends something to the API; what is on show is read anew when it has been taken. */
export function useWrite<Answer>(onTaken?: (answer: Answer) => void, onRefused?: (problem: ApiProblem) => void) {
  const client = useQueryClient()
  return useMutation<Answer, ApiProblem, Write>({
    mutationFn: ({ method = 'POST', path, body }) => request<Answer>(method, path, body),
    onSuccess: (answer) => {
      void client.invalidateQueries()
      onTaken?.(answer)
    },
    onError: (problem) => onRefused?.(problem),
  })
}
