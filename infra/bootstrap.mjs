// Installs missing packages and runs a command with the project's own Node, which runs TypeScript. This file is plain
// JavaScript, because the machine's Node may be as old as 20. `node infra/bootstrap.mjs start|test|deploy|… [arguments]`
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { packagesForMachine } from './locked-packages.mjs'

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const windows = process.platform === 'win32'
const modules = join(root, 'node_modules')
const node = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node')

/** The commands. With `session`, a terminal's Ctrl-C reaches only this process, which stops the parts in order. */
const commands = {
  start: { script: 'infra/local/start.ts', session: true },
  test: { script: 'test/support/run/run.ts', session: false },
  faults: { script: 'test/faults/run.ts', session: false },
  bench: { script: 'test/bench/run.ts', session: false },
  simulate: { script: 'test/simulation/run.ts', session: false },
  docs: { script: 'test/docs/run.ts', session: false },
  deploy: { script: 'infra/cloudflare/deploy.ts', session: false },
  doctor: { script: 'infra/cloudflare/doctor.ts', session: false },
  key: { script: 'infra/cloudflare/key.ts', session: false },
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** Whether node_modules lacks a package of package-lock.json. */
function installIsNeeded() {
  if (!existsSync(node) || !existsSync(join(modules, '.package-lock.json'))) return true
  const wanted = readJson(join(root, 'package-lock.json')).packages
  const installed = readJson(join(modules, '.package-lock.json')).packages
  return Object.entries(wanted).some(
    ([path, entry]) =>
      path.startsWith('node_modules/') && !entry.optional && installed[path]?.version !== entry.version,
  )
}

/** Runs `npm ci` and prints its progress to stderr. */
async function install() {
  const lock = readJson(join(root, 'package-lock.json'))
  const paths = packagesForMachine(lock, { os: process.platform, cpu: process.arch, libc: 'glibc' })
  const started = Date.now()
  const progress = () => {
    const seconds = Math.round((Date.now() - started) / 1000)
    const done = paths.filter((path) => existsSync(join(root, path, 'package.json'))).length
    const state =
      done < paths.length ? `${done} of ${paths.length} packages` : `${done} packages, running their install scripts`
    return `Installing: ${state}, ${seconds} s`
  }
  const tty = process.stderr.isTTY
  process.stderr.write(`Installing ${paths.length} packages into node_modules (npm ci); this happens once.\n`)
  const ticker = setInterval(
    () => process.stderr.write(tty ? `\r\u001b[K${progress()}` : `${progress()}\n`),
    tty ? 500 : 5000,
  )
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--progress=false', '--loglevel=error']
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' }
  // In an npm script `npm_execpath` is the running npm. Otherwise the npm on PATH is used.
  const npm = process.env.npm_execpath
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...args], { cwd: root, env, stdio: ['ignore', 2, 2] })
    : spawn('npm', args, { cwd: root, env, stdio: ['ignore', 2, 2], shell: windows })
  const code = await new Promise((done) => {
    child.on('error', () => done(127))
    child.on('exit', (exit) => done(exit ?? 1))
  })
  clearInterval(ticker)
  if (tty) process.stderr.write('\r\u001b[K')
  if (code !== 0) {
    process.stderr.write(
      `npm ci failed (exit code ${code}). Its message is above; run "npm ci" again to see all of it.\n`,
    )
    process.exit(1)
  }
}

/** Runs a script under the project's Node, forwards signals to it and ends with its exit code. */
function run({ script, session }, args) {
  const env = {
    ...process.env,
    PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
    WRANGLER_SEND_METRICS: 'false',
    TURBO_TELEMETRY_DISABLED: '1',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(modules, '.cache', 'compile'),
  }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
    cwd: root,
    env,
    detached: session && !windows,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  const forward = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(signal))
  watchParent(() => forward('SIGTERM'))
  child.on('error', (error) => {
    process.stderr.write(`${node} did not start: ${error.message}. Remove node_modules and run the command again.\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

/** Calls `onGone` when the parent process is gone. A killed npm sends its script no signal; only the parent id changes. */
function watchParent(onGone) {
  if (!process.env.npm_lifecycle_event || windows) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 200)
  timer.unref()
}

const [name, ...args] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  process.stderr.write(`Usage: node infra/bootstrap.mjs ${Object.keys(commands).join('|')} [arguments]\n`)
  process.exit(2)
}
if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(`Edgesweep needs Node 20 or newer; this is ${process.version}.\n`)
  process.exit(1)
}
if (installIsNeeded()) await install()
run(command, args)
