import { useSyncExternalStore } from 'preact/compat'
import { queryClient } from '../api/query-client.ts'
import { request } from '../api/request.ts'
import { sendImport } from './send-import.ts'

/** A file that this tab uploads, or failed to upload. */
export interface Upload {
  key: number
  filename: string
  table: string
  bytes: number
  sent: number
  /** Set only for a file that is sent in pieces. */
  importId: string | null
  /** The reason for the failure. */
  error: string | null
}

const listeners = new Set<() => void>()
const stops = new Map<number, AbortController>()
let uploads: Upload[] = []
let lastKey = 0

function set(next: Upload[]): void {
  uploads = next
  for (const notify of listeners) notify()
}

const change = (key: number, part: Partial<Upload>) =>
  set(uploads.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)))

/** Stops an upload if it is active, cancels its import, and removes it from the list. */
export function dropUpload(key: number): void {
  const importId = uploads.find((upload) => upload.key === key)?.importId
  if (importId) void request('POST', `/v1/imports/${encodeURIComponent(importId)}/cancel`).catch(() => {})
  remove(key)
}

function remove(key: number): void {
  stops.get(key)?.abort()
  stops.delete(key)
  set(uploads.filter((upload) => upload.key !== key))
}

/** Uploads a file. The upload survives a change of page; when it ends, the list of imports shows the import in its place. */
export async function startUpload(file: File, table: string): Promise<void> {
  lastKey += 1
  const key = lastKey
  const stop = new AbortController()
  stops.set(key, stop)
  set([{ key, filename: file.name, table, bytes: file.size, sent: 0, importId: null, error: null }, ...uploads])
  try {
    await sendImport(file, table, {
      onCreated: (importId) => change(key, { importId }),
      onSent: (sent) => change(key, { sent }),
      signal: stop.signal,
    })
    await queryClient.invalidateQueries()
    remove(key)
  } catch (error) {
    change(key, { error: error instanceof Error ? error.message : String(error) })
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useUploads = (): Upload[] => useSyncExternalStore(subscribe, () => uploads)
