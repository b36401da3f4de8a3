import { useEffect, useState } from 'preact/hooks'
import { currentKey } from './key.ts'

/** An address, for this page alone, of what is in a file; null while it is not there, and for no file. */
export function useFileContent(id: string | null): string | null {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (id === null) return
    const abort = new AbortController()
    let made: string | null = null
    const load = async () => {
      // An image element cannot send the key.
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
