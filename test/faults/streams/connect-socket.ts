import { type ClientOptions, WebSocket } from 'ws'
import type { Connect, Ending } from './connection.ts'

/** By WebSocket; broken off with a closing frame, or without one. */
export const connectSocket: Connect = ({ address, key, after }, onEvent, signal) =>
  new Promise<Ending>((resolve, reject) => {
    const socket = new WebSocket(`${address.replace('http', 'ws')}?after=${after}`, {
      headers: { authorization: `Bearer ${key}` },
      perMessageDeflate: false,
      // After both closing frames workerd leaves it to the client to end the connection of an object that hibernates.
      closeTimeout: 200,
    } as ClientOptions)
    const breakOff = () => (Math.random() < 0.5 ? socket.close() : socket.terminate())
    signal.addEventListener('abort', breakOff)
    socket.on('message', (data) => onEvent(JSON.parse(String(data))))
    socket.on('unexpected-response', (_, { statusCode = 0 }) => {
      if (statusCode < 500) reject(new Error(`${statusCode} at ${address}`))
      socket.terminate()
    })
    // The close that follows it says all.
    socket.on('error', () => {})
    socket.on('close', (code) => {
      signal.removeEventListener('abort', breakOff)
      resolve(code === 1000 ? 'over' : 'broken')
    })
  })
