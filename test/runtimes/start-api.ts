import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { CaseEnv } from './cases/case.ts'
import { type Host, hosts, root } from './start-runtimes.ts'

/** Starts the API on a host, on a free port, and waits until it listens. */
export async function startApi(host: Host, { databaseUrl, relay }: CaseEnv) {
  const [command, ...args] = hosts[host]
  const script = join(root, 'apps', 'api', 'src', `${host.toLowerCase()}.ts`)
  const child = spawn(command, [...args, script], {
    env: { ...process.env, DATABASE_URL: databaseUrl, NEON_PROXY: relay, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (text) => {
    output += text
  })
  const ended = once(child, 'exit')
  const url = await Promise.race([
    listening(createInterface(child.stdout)),
    ended.then(() => Promise.reject(new Error(`The API on ${host} ended before it listened: ${output}`))),
  ])
  return {
    url,
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function listening(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const { event, url } = JSON.parse(line)
    if (event === 'api.listening') return url
  }
  return new Promise(() => {})
}
