import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import { kindsAbout } from '@edgesweep/db/event-kinds.ts'
import { useEffect, useState } from 'preact/hooks'
import type { StreamToken } from './bodies.ts'
import { request } from './request.ts'

/** The browser comes back by itself after a break, but not after a refusal, as when its token is too old. */
const againAfterMs = 10_000

/** Tells of each event of a job once while `isOn`; true while the stream is open. `onEvent` is that of the first call for the job. */
export function useJobEvents(id: string, isOn: boolean, onEvent: (event: StreamedEvent) => void): boolean {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (!isOn) return
    const path = `/v1/jobs/${encodeURIComponent(id)}`
    const abort = new AbortController()
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = 0
    const openAgain = () => {
      setOpen(false)
      if (!abort.signal.aborted) timer = setTimeout(() => void open().catch(openAgain), againAfterMs)
    }
    const open = async () => {
      const { token } = await request<StreamToken>('POST', `${path}/stream-token`, undefined, abort.signal)
      abort.signal.throwIfAborted()
      const stream = new EventSource(`${path}/events?after=${last}&token=${encodeURIComponent(token)}`)
      source = stream
      stream.onopen = () => setOpen(true)
      stream.onerror = () => (stream.readyState === EventSource.CLOSED ? openAgain() : setOpen(false))
      for (const kind of kindsAbout('job')) {
        stream.addEventListener(kind, ({ data }) => {
          const event = JSON.parse(data) as StreamedEvent
          last = event.seq
          onEvent(event)
        })
      }
    }
    open().catch(openAgain)
    return () => {
      abort.abort()
      clearTimeout(timer)
      source?.close()
      setOpen(false)
    }
  }, [id, isOn])
  return isOpen
}
