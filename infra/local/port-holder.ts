import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { promisify } from 'node:util'

/** The program that listens on a TCP port, for an error message: `node (process 4711)`, or `another program` if it is unknown. */
export async function portHolder(port: number): Promise<string> {
  const pid = process.platform === 'linux' ? listenerFromProc(port) : await listenerFromLsof(port)
  if (!pid) return 'another program'
  return `${processName(pid)} (process ${pid})`
}

/** Finds the socket's inode in `/proc/net/tcp` (fields: slot, local address, remote address, state where 0A means listen, …, inode). */
function listenerFromProc(port: number): number | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((path) => quietly(() => readFileSync(path, 'utf8').split('\n'), []))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === '0A')
    .map((fields) => `socket:[${fields[9]}]`)
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).find((pid) => {
    const folder = `/proc/${pid}/fd`
    const open = quietly(() => readdirSync(folder), [])
    return open.some((fd) => inodes.includes(quietly(() => readlinkSync(`${folder}/${fd}`), '')))
  })
}

async function listenerFromLsof(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'])
    return Number(stdout.trim().split('\n')[0]) || undefined
  } catch {
    return undefined
  }
}

function processName(pid: number): string {
  return quietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), 'a program')
}

function quietly<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
