import { once } from 'node:events'
import { createServer } from 'node:net'
import { portHolder } from './port-holder.ts'

/** Where everything local listens: the loopback address, so that nothing is reachable from another machine. */
export const LOOPBACK = '127.0.0.1'

/** The API's port belongs to somebody else. */
export class PortTaken extends Error {}

/**
 * The port itself when it is free.
 * @throws {PortTaken} naming who has it and a free one to use instead
 */
async function requirePort(port: number): Promise<number> {
  if (port === 0) return freePort()
  if (await isFree(port)) return port
  let other = port + 10
  while (!(await isFree(other))) other += 10
  throw new PortTaken(`port ${port} is taken by ${await portHolder(port)}; use npm start -- --port ${other}`)
}

/** The port itself when it is free, otherwise any other. */
async function preferPort(port: number): Promise<number> {
  return port < 65_536 && (await isFree(port)) ? port : freePort()
}

/** Whether nobody listens on a port. */
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

/** A port that nobody has at the moment. */
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
 * The API's port as asked for, the others next to it where they are free.
 * @throws {PortTaken} when the API's port is not free
 */
export async function choosePorts(wanted: number): Promise<Ports> {
  const api = await requirePort(wanted)
  const ports: Ports = { api, town: 0, inbox: 0, relay: 0, postgres: 0, pgbouncer: 0, egress: 0 }
  for (const [index, name] of (['town', 'inbox', 'relay', 'postgres', 'pgbouncer', 'egress'] as const).entries()) {
    ports[name] = await preferPort(api + 1 + index)
  }
  return ports
}
