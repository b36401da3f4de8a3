import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import { kindsAbout } from '@edgesweep/db/event-kinds.ts'
import { useEffect, useState } from 'preact/hooks'
import type { StreamToken } from './bodies.ts'
import { request } from './request.ts'

/** An EventSource reconnects after a network error, but not after an error status (such as an expired token). */
const reopenAfterMs = 10_000

/**
 * Streams a job's events while `isOn`; each event reaches `onEvent` once. Returns whether the stream is open. Later values of `onEvent` for the
 * same job are ignored.
 */
export function useJobEvents(id: string, isOn: boolean, onEvent: (event: StreamedEvent) => void): boolean {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (!isOn) return
    const path = `/v1/jobs/${encodeURIComponent(id)}`
    const abort = new AbortController()
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = 0
    const reopen = () => {
      setOpen(false)
      if (!abort.signal.aborted) timer = setTimeout(() => void open().catch(reopen), reopenAfterMs)
    }
    const open = async () => {
      const { token } = await request<StreamToken>('POST', `${path}/stream-token`, undefined, abort.signal)
      abort.signal.throwIfAborted()
      const stream = new EventSource(`${path}/events?after=${last}&token=${encodeURIComponent(token)}`)
      source = stream
      stream.onopen = () => setOpen(true)
      stream.onerror = () => (stream.readyState === EventSource.CLOSED ? reopen() : setOpen(false))
      for (const kind of kindsAbout('job')) {
        stream.addEventListener(kind, ({ data }) => {
          const event = JSON.parse(data) as StreamedEvent
          last = event.seq
          onEvent(event)
        })
      }
    }
    open().catch(reopen)
    return () => {
      abort.abort()
      clearTimeout(timer)
      source?.close()
      setOpen(false)
    }
  }, [id, isOn])
  return isOpen
}
