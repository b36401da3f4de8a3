import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { mintApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import type { Ready } from '@edgesweep/infra/local/announce.ts'
import type { Deployed, Deployment } from '@edgesweep/infra/local/deployments.ts'
import type { Secrets } from '@edgesweep/infra/local/home.ts'
import { endLeftovers, findMarked, type MarkedProcess } from '@edgesweep/infra/local/processes.ts'
import { copyPostgres, password } from '../postgres/postgres-template.ts'
import { stackBrowserNice } from './browser-nice.ts'
import { portBlock } from './port-block.ts'

const root = resolve(import.meta.dirname, '../../..')

export type StackOptions = {
  /** Number of outlets in the demo town. The default is 46. */
  outlets?: number
  /** Home folder from `temporaryHome`. By default the stack gets a prepared folder that is deleted with it. */
  home?: string
  /** The API's port, the first of ten. By default no other test gets any of the ten. */
  port?: number
  /** Further options of `npm start`. */
  args?: string[]
  env?: Record<string, string>
}

/** A running local stack, as `npm start -- --json` starts it. */
export type Stack = Ready & {
  home: string
  /** The live processes of the stack. */
  processes(): Promise<MarkedProcess[]>
  workerd(): Promise<number>
  postmaster(): Promise<number>
  relay(): Promise<number>
}

/** A stack that its starter must stop. */
export type OwnStack = Stack & {
  /** The process of `start.ts`. */
  process: ChildProcess
  /** Stops the stack like Ctrl-C. Returns the exit code. */
  stop(): Promise<number | null>
  /** Deploys a bundle as the new version of the Worker in `apps/<app>`, and waits until it runs. */
  deploy(app: string, bundle: string): Promise<void>
  /** Ends `start.ts` alone with SIGKILL, like a crash. */
  kill(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** The exit code and output of a failed start. */
export type FailedStart = { code: number | null; stdout: string; stderr: string }

/** A new home folder that shares the unpacked Chromium with the project's own. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'edgesweep-e2e-'))
  const chromium = join(root, '.edgesweep', 'chromium')
  mkdirSync(chromium, { recursive: true })
  symlinkSync(chromium, join(home, 'chromium'))
  return home
}

/** A home folder after a first start, with secrets and a migrated Postgres. */
async function preparedHome(): Promise<string> {
  const home = temporaryHome()
  const { key: apiKey, webhookSecret } = mintApiKey()
  const secrets: Secrets = { apiKey, webhookSecret, postgresPassword: password }
  writeFileSync(join(home, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 })
  await copyPostgres('local', join(home, 'postgres'))
  return home
}

/** Starts a stack on free ports and waits until it is ready. */
export async function startStack(options: StackOptions = {}): Promise<OwnStack> {
  const home = options.home ?? (await preparedHome())
  const child = spawnStart(home, { ...options, port: options.port ?? (await portBlock()) })
  const failed = text(child.stderr!)
  const line = await firstLine(child)
  if (!line) throw new Error(`The stack did not start: ${await failed}`)
  const exited = once(child, 'exit')
  const stack: OwnStack = {
    ...stackAt(JSON.parse(line) as Ready, home),
    process: child,
    async stop() {
      child.kill('SIGINT')
      return (await exited)[0]
    },
    async deploy(app, bundle) {
      const answer = Promise.race([once(child, 'message'), exited.then(() => [{ error: 'the stack has ended' }])])
      child.send({ deploy: app, bundle } satisfies Deployment)
      const [{ error }] = (await answer) as [Pick<Deployed, 'error'>]
      if (error !== null) throw new Error(`The new version of ${app} does not run: ${error}`)
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async [Symbol.asyncDispose]() {
      await stack.stop()
      await endLeftovers(home)
      if (!options.home) rmSync(home, { recursive: true, force: true })
    },
  }
  return stack
}

/** Finds the stack that runs on a home folder. */
export const stackAt = (ready: Ready, home: string): Stack => ({
  ...ready,
  home,
  processes: () => findMarked(home),
  workerd: () => pidOf(home, /\/workerd\S* serve/),
  postmaster: () => pidOf(home, /\/postgres -D /),
  relay: () => pidOf(home, /\/relay\/serve\.ts /),
})

/** Starts a stack that must fail, and waits for its end. */
export async function startToFail(options: StackOptions & { home: string }): Promise<FailedStart> {
  const child = spawnStart(options.home, options)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'exit')])
  return { code, stdout, stderr }
}

function spawnStart(home: string, { outlets, port = 0, env, args = [] }: StackOptions): ChildProcess {
  const script = join(root, 'infra', 'local', 'start.ts')
  const size = outlets === undefined ? [] : ['--outlets', `${outlets}`]
  const command = ['--disable-warning=ExperimentalWarning', script, '--json', '--port', `${port}`, ...size, ...args]
  return spawn(process.execPath, command, {
    cwd: root,
    // The channel closes with the test process, and the stack then stops itself.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: undefined,
      VITEST: undefined,
      EDGESWEEP_HOME: home,
      EDGESWEEP_BROWSER_NICE: String(stackBrowserNice),
      ...env,
    },
  })
}

async function pidOf(home: string, command: RegExp): Promise<number> {
  const found = (await findMarked(home)).find((one) => command.test(one.command))
  if (!found) throw new Error(`No process has a command like ${command}.`)
  return found.pid
}

/** The first line on stdout. Undefined when the process ends without one. */
async function firstLine(child: ChildProcess): Promise<string | undefined> {
  let said = ''
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    said += chunk
    if (said.includes('\n')) return said.split('\n')[0]
  }
}
