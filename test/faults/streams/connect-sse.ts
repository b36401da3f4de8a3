import { get, type IncomingMessage } from 'node:http'
import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import type { Connect } from './connection.ts'

/** Connects by Server-Sent Events, on a separate connection that is cut without notice. */
export const connectSse: Connect = async ({ address, key, after }, onEvent, signal) => {
  const headers = { authorization: `Bearer ${key}`, ...(after > 0 && { 'last-event-id': String(after) }) }
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(address, { headers, signal, agent: false }, resolve).on('error', reject)
    })
    response.setEncoding('utf8')
    if (response.statusCode === 204) return 'over'
    if (response.statusCode === 200) await readFrames(response, onEvent)
    // A job that is not found yet, or a busy server: retry.
    else if (response.statusCode! < 500) throw new SseError(`${response.statusCode} at ${address}`)
    response.destroy()
  } catch (error) {
    if (error instanceof SseError) throw error
  }
  return 'broken'
}

/** An answer that is wrong on every retry. */
class SseError extends Error {}

async function readFrames(response: AsyncIterable<string>, onEvent: (event: StreamedEvent) => void): Promise<void> {
  let rest = ''
  for await (const text of response) {
    const frames = (rest + text).split('\n\n')
    rest = frames.pop()!
    for (const frame of frames) {
      const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: ?(.*)/s)))
      if (!('data' in fields)) continue
      const event = JSON.parse(fields.data) as StreamedEvent
      if (fields.id !== String(event.seq) || fields.event !== event.type)
        throw new SseError(`the id or type of a frame differs from its event: ${frame}`)
      onEvent(event)
    }
  }
}
