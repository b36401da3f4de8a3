import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { portHolder } from './port-holder.ts'

/** All local servers listen here, so that other machines cannot reach them. */
export const LOOPBACK = '127.0.0.1'

/** Another program uses the API's port. */
export class PortTaken extends Error {}

/**
 * Returns the port if it is free, and any free port for 0.
 * @throws {PortTaken} with the program that uses it and a free port
 */
async function requirePort(port: number): Promise<number> {
  if (port === 0) return freePort()
  if (await isFree(port)) return port
  let other = port + 10
  while (!(await isFree(other))) other += 10
  throw new PortTaken(`port ${port} is taken by ${await portHolder(port)}; use npm start -- --port ${other}`)
}

/** Returns the port if it is free, otherwise any free port. */
async function preferPort(port: number): Promise<number> {
  return port < 65_536 && (await isFree(port)) ? port : freePort()
}

/** Whether no program listens on a port. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, LOOPBACK)
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** A port that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** The ports of a local run. */
export type Ports = Record<'api' | 'town' | 'inbox' | 'relay' | 'postgres' | 'pgbouncer' | 'egress', number>

/**
 * Chooses the ports of a local run: `wanted` for the API, and the following ones for the other parts if they are free.
 * @throws {PortTaken} if the API's port is in use
 */
export async function choosePorts(wanted: number): Promise<Ports> {
  const api = await requirePort(wanted)
  const ports: Ports = { api, town: 0, inbox: 0, relay: 0, postgres: 0, pgbouncer: 0, egress: 0 }
  for (const [index, name] of (['town', 'inbox', 'relay', 'postgres', 'pgbouncer', 'egress'] as const).entries()) {
    ports[name] = await preferPort(api + 1 + index)
  }
  return ports
}

/** Waits until a program accepts connections on a port of this machine. After 10 s it throws an Error with the program's name and log. */
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
