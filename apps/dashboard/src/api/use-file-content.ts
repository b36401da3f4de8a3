import { useEffect, useState } from 'preact/hooks'
import { currentKey } from './key.ts'

/** A `blob:` address of a file's content; null until it is loaded, and for a null id. */
export function useFileContent(id: string | null): string | null {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (id === null) return
    const abort = new AbortController()
    let made: string | null = null
    const load = async () => {
      // Fetched here because an <img> cannot send the key.
      const headers = { authorization: `Bearer ${currentKey()}` }
      const response = await fetch(`/v1/files/${encodeURIComponent(id)}/content`, { headers, signal: abort.signal })
      if (!response.ok) return
      made = URL.createObjectURL(await response.blob())
      if (abort.signal.aborted) URL.revokeObjectURL(made)
      else setAddress(made)
    }
    load().catch(() => {})
    return () => {
      abort.abort()
      if (made) URL.revokeObjectURL(made)
    }
  }, [id])
  return address
}
