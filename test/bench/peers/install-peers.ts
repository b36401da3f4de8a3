import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const here = import.meta.dirname

type Locked = { packages: Record<string, { version: string; optional?: boolean }> }

/** Installs the peers into a separate folder once, so that the project's own installation does not grow. */
export async function installPeers(say: (line: string) => void): Promise<void> {
  if (isInstalled()) return
  say('Installing the peers into test/bench/peers/node_modules (npm ci); this happens once.')
  const npm = process.env.npm_execpath
  const args = ['ci', '--prefix', here, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, ...rest] = npm?.endsWith('.js') ? [process.execPath, npm, ...args] : ['npm', ...args]
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' }
  await promisify(execFile)(command, rest, { cwd: here, env })
}

function isInstalled(): boolean {
  const read = (path: string) => JSON.parse(readFileSync(join(here, path), 'utf8')) as Locked
  try {
    const installed = read('node_modules/.package-lock.json').packages
    return Object.entries(read('package-lock.json').packages).every(
      ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
    )
  } catch {
    return false
  }
}
