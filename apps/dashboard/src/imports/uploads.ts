import { useSyncExternalStore } from 'preact/compat'
import { queryClient } from '../api/query-client.ts'
import { request } from '../api/request.ts'
import { sendImport } from './send-import.ts'

/** A file that this tab sends, or could not. */
export interface Upload {
  key: number
  filename: string
  table: string
  bytes: number
  sent: number
  /** Of one that is sent in pieces. */
  importId: string | null
  /** Why it ended without an import. */
  error: string | null
}

const listeners = new Set<() => void>()
const stops = new Map<number, AbortController>()
let uploads: Upload[] = []
let lastKey = 0

function set(next: Upload[]): void {
  uploads = next
  for (const tell of listeners) tell()
}

const change = (key: number, part: Partial<Upload>) =>
  set(uploads.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)))

/** Takes it off the list, and ends it where it is under way, with the import of the pieces that have come. */
export function dropUpload(key: number): void {
  const importId = uploads.find((upload) => upload.key === key)?.importId
  if (importId) void request('POST', `/v1/imports/${encodeURIComponent(importId)}/cancel`).catch(() => {})
  takeOff(key)
}

function takeOff(key: number): void {
  stops.get(key)?.abort()
  stops.delete(key)
  set(uploads.filter((upload) => upload.key !== key))
}

/** Sends a file while the tab is open, whatever page of it is shown. What it becomes is in the list of imports then. */
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
    takeOff(key)
  } catch (error) {
    change(key, { error: error instanceof Error ? error.message : String(error) })
  }
}

const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

export const useUploads = (): Upload[] => useSyncExternalStore(subscribe, () => uploads)
