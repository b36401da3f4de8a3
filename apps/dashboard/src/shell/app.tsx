import { useQueryClient } from '@tanstack/preact-query'
import { useEffect, useRef } from 'preact/hooks'
import { useKey } from '../api/key.ts'
import { Dashboard } from './dashboard.tsx'
import { KeyForm } from './key-form.tsx'

/** With a key, the dashboard; without, the question for one. */
export function App() {
  const key = useKey()
  const client = useQueryClient()
  const hadKey = useRef(false)
  useEffect(() => {
    // What another key could see is not shown under this one.
    if (key === null) client.clear()
    else hadKey.current = true
  }, [key, client])
  return key === null ? <KeyForm wasRefused={hadKey.current} /> : <Dashboard key={key} />
}
