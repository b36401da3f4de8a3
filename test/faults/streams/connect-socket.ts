import { type ClientOptions, WebSocket } from 'ws'
import type { Connect, Ending } from './connection.ts'

/** Connects by WebSocket. Aborts with or without a closing frame, at random. */
export const connectSocket: Connect = ({ address, key, after }, onEvent, signal) =>
  new Promise<Ending>((resolve, reject) => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}?after=${after}`, {
      headers: { authorization: `Bearer ${key}` },
      perMessageDeflate: false,
      // After both closing frames, workerd leaves it to the client to close the connection of a hibernating object.
      closeTimeout: 200,
    } as ClientOptions)
    const breakOff = () => (Math.random() < 0.5 ? socket.close() : socket.terminate())
    signal.addEventListener('abort', breakOff)
    socket.on('message', (data) => onEvent(JSON.parse(String(data))))
    socket.on('unexpected-response', (_, { statusCode = 0 }) => {
      if (statusCode < 500) reject(new Error(`${statusCode} at ${address}`))
      socket.terminate()
    })
    // The close event that follows ends the connection.
    socket.on('error', () => {})
    socket.on('close', (code) => {
      signal.removeEventListener('abort', breakOff)
      resolve(code === 1000 ? 'over' : 'broken')
    })
  })
