import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** The environment variable that every process of a run inherits. Its value is the home folder. */
export const RUN_MARK = 'EDGESWEEP_RUN'

/** A running process with the mark of a home folder. */
export type MarkedProcess = { pid: number; command: string }

/** Marks all processes that this one starts from now on. */
export function markChildren(home: string): void {
  process.env[RUN_MARK] = home
}

/** All living processes of runs on this home folder, except this one. */
export async function findMarked(home: string): Promise<MarkedProcess[]> {
  const all = process.platform === 'linux' ? listProc() : await listPs()
  const mark = `${RUN_MARK}=${home}`
  return all
    .filter(({ pid, environment }) => pid !== process.pid && environment.includes(mark))
    .map(({ pid, command }) => ({ pid, command }))
}

/** Kills the processes that a killed run left behind. Only processes of a run on this folder have `RUN_MARK` with its path. */
export async function endLeftovers(home: string): Promise<MarkedProcess[]> {
  const left = await findMarked(home)
  for (const { pid } of left) signal(pid, 'SIGKILL')
  await waitForEnd(left.map(({ pid }) => pid))
  return left
}

/** Sends a signal. Returns false if the process does not exist. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** Waits up to `ms` until all processes have ended. Returns whether they have. */
export async function waitForEnd(pids: number[], ms = 5_000): Promise<boolean> {
  const deadline = Date.now() + ms
  while (pids.some(isAlive)) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}

function isAlive(pid: number): boolean {
  if (!signal(pid, 0)) return false
  // A zombie has ended; only its parent has not read the exit code.
  return process.platform !== 'linux' || !/^State:\s+Z/m.test(readProc(pid, 'status'))
}

type Listed = MarkedProcess & { environment: string[] }

function listProc(): Listed[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .map((pid) => ({
      pid,
      command: readProc(pid, 'cmdline').replaceAll('\0', ' ').trim(),
      environment: readProc(pid, 'environ').split('\0'),
    }))
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** `ps` prints command and environment in one line. Splitting at spaces is enough to find the mark. */
async function listPs(): Promise<Listed[]> {
  const { stdout } = await promisify(execFile)('ps', ['eww', '-ax', '-o', 'pid=,command='], { maxBuffer: 64 << 20 })
  return stdout.split('\n').map((line) => {
    const [pid = '', ...words] = line.trim().split(' ')
    return { pid: Number(pid), command: words.join(' '), environment: words }
  })
}
