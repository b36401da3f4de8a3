import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { LOOPBACK } from './ports.ts'

/** Waits until a program takes connections on a port of this machine. Throws after ten seconds, naming it and its log. */
export async function waitUntilListening(name: string, port: number, log: string): Promise<void> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const socket = connect(port, LOOPBACK)
    try {
      await once(socket, 'connect')
      return
    } catch {
      if (Date.now() > deadline) throw new Error(`${name} does not listen on port ${port}. Its log is ${log}.`)
      await sleep(25)
    } finally {
      socket.destroy()
    }
  }
}
