import { QueryClientProvider } from '@tanstack/preact-query'
import { render } from 'preact'
import { takeKeyFromAddress } from './api/key.ts'
import { queryClient } from './api/query-client.ts'
import { App } from './shell/app.tsx'

takeKeyFromAddress()
addEventListener('hashchange', takeKeyFromAddress)
render(
  <QueryClientProvider client={queryClient}>
    <App />
  </QueryClientProvider>,
  document.getElementById('page')!,
)
