import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { announcement, type Ready } from './announce.ts'
import { onDeployments } from './deployments.ts'
import { openHome } from './home.ts'
import { HomeInUse, lockHome } from './lock.ts'
import { HELP, OptionError, type Options, parseOptions } from './options.ts'
import { closeParts, DATABASE, type Parts } from './parts.ts'
import { choosePorts, PortTaken } from './ports.ts'
import { stopServerOf } from './postgres-leftover.ts'
import { endLeftovers, markChildren } from './processes.ts'
import { onStopRequest } from './signals.ts'
import type { Plan } from './stages.ts'

const root = resolve(import.meta.dirname, '../..')

/** The time for an orderly stop before the processes are killed. */
const STOP_MS = 8_000

// If the reader of the output is gone, writing fails, but the parts must still be stopped.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {})

try {
  const options = parseOptions(process.argv.slice(2), process.env, root)
  if (options.help) process.stdout.write(HELP)
  else await runLocally(options)
} catch (error) {
  const known = error instanceof OptionError || error instanceof PortTaken || error instanceof HomeInUse
  const { message, stack } = error as Error
  process.stderr.write(`${known || !process.env.DEBUG ? message : stack}\n`)
  process.exitCode = error instanceof OptionError ? 2 : 1
}
// An open socket or timer of a part must not keep a finished run alive.
process.exit()

async function runLocally(options: Options): Promise<void> {
  const home = openHome(options.home)
  const lock = await lockHome(home.root)
  const stop = new Promise<void>(onStopRequest)
  markChildren(home.root)
  const parts: Parts = {}
  try {
    await stopServerOf(home.postgres)
    await endLeftovers(home.root)
    useTemporaryFolder(home.temporary)
    // Loaded late, because it is heavy and errors above should come fast.
    const { runStages } = await import('./stages.ts')
    const plan: Plan = { root, options, home, ports: await choosePorts(options.port), parts }
    await Promise.race([runStages(plan), stop])
    if (parts.clock) {
      onDeployments(parts.workers!.deploy)
      announce(plan)
    }
    await Promise.race([stop, parts.postgres?.failed])
  } finally {
    if (Object.keys(parts).length > 0) process.stderr.write('Stopping.\n')
    lock.announceStop()
    const force = setTimeout(() => void endLeftovers(home.root).then(() => process.exit(1)), STOP_MS)
    await closeParts(parts)
    await endLeftovers(home.root)
    clearTimeout(force)
    lock.release()
  }
}

/** Puts temporary files into the home folder, and deletes those of a killed run. */
function useTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  // Chromium creates a socket in it, and a socket path has at most 107 characters.
  if (folder.length <= 60) process.env.TMPDIR = folder
}

function announce({ home, options, parts }: Plan): void {
  const { workers, town, inbox, postgres } = parts as Required<Parts>
  const ready: Ready = {
    ready: true,
    api: workers.url,
    key: home.secrets.apiKey,
    dashboard: `${workers.url}/#key=${home.secrets.apiKey}`,
    demo: town.url,
    inbox: inbox.url,
    database: postgres.url(DATABASE),
    webhook_secret: home.secrets.webhookSecret,
  }
  process.stdout.write(options.json ? `${JSON.stringify(ready)}\n` : announcement(ready))
}
