import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { signal, waitForEnd } from './processes.ts'

/** Stops the Postgres server that a killed run left behind on a data folder. `postmaster.pid` contains its process id. */
export async function stopServerOf(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (isServerOf(pid, folder)) {
    signal(pid, 'SIGINT')
    if (!(await waitForEnd([pid], 5_000))) signal(pid, 'SIGKILL')
    await waitForEnd([pid])
  }
  if (process.platform !== 'linux') return
  // Postgres does not start while the process of a stale `postmaster.pid` is a zombie, which may be for ever in a container. Without a
  // process in the folder the file is safe to delete.
  const workers = processesIn(folder)
  for (const worker of workers) signal(worker, 'SIGQUIT')
  if (await waitForEnd(workers)) rmSync(file, { force: true })
}

function isServerOf(pid: number, folder: string): boolean {
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        : execFileSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' })
    return command.includes('postgres') && command.includes(folder)
  } catch {
    return false
  }
}

/** The Postgres processes of a data folder. Each has it as its working directory. */
export function processesIn(folder: string): number[] {
  const worksThere = (pid: number) => {
    try {
      return (
        readlinkSync(`/proc/${pid}/cwd`) === folder && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
      )
    } catch {
      return false
    }
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && worksThere(pid))
}
