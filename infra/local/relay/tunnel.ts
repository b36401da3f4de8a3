import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'

/** Accepts WebSockets at `/v1?address=host:port` and connects each to that address over TCP. */
export function acceptTunnel(server: Server, allowed: string[]): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, socket: Duplex, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'ws://relay')
    const address = searchParams.get('address') ?? ''
    if (pathname !== '/v1') return refuse(socket, '404 Not Found')
    if (!allowed.includes(address)) return refuse(socket, '403 Forbidden')
    sockets.handleUpgrade(request, socket, head, (webSocket) => void join(webSocket, address))
  })
  return {
    close() {
      for (const webSocket of sockets.clients) webSocket.terminate()
      sockets.close()
    },
  }
}

/** Forwards bytes in both directions until one side closes. */
async function join(webSocket: WebSocket, address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`)
  const stream = createWebSocketStream(webSocket)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  try {
    await pipeline(stream, socket, stream)
  } catch {
    // A closed side is the normal end of a connection. The driver sees that its socket closes.
  } finally {
    socket.destroy()
    webSocket.terminate()
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}
