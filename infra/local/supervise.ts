import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Unprivileged } from './postgres-user.ts'

export type Supervised = {
  /** Rejects when the program ends too often and is given up. */
  failed: Promise<never>
  /** Ends the program for good. After 5 s it is killed. */
  stop(signal: NodeJS.Signals): Promise<void>
}

type Supervision = {
  name: string
  command: string[]
  user: Unprivileged
  /** The file for its output. */
  log: string
  onTrouble?: (message: string) => void
}

const MAX_RESTARTS_A_MINUTE = 5

/** Keeps a program running: restarts it when it ends without a stop. */
export function supervise(options: Supervision): Supervised {
  const trouble = options.onTrouble ?? (() => {})
  const giveUp = Promise.withResolvers<never>()
  giveUp.promise.catch(() => {})
  const restarts: number[] = []
  let stopping = false
  let child = start(options)

  const watch = async () => {
    for (;;) {
      const [code, signal] = await once(child, 'exit').catch((error: Error) => [error.message])
      if (stopping) return
      const how = `${options.name} ended by itself (${signal ?? code})`
      restarts.push(Date.now())
      if (restarts.filter((at) => at > Date.now() - 60_000).length > MAX_RESTARTS_A_MINUTE) {
        trouble(`${how} too often and is given up.`)
        return giveUp.reject(new Error(`${how}.`))
      }
      trouble(`${how}; starting it again.`)
      await sleep(200 * restarts.length)
      if (stopping) return
      child = start(options)
    }
  }
  void watch()

  const stop = async (signal: NodeJS.Signals) => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null || !child.pid) return
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000)
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    clearTimeout(force)
  }
  return { failed: giveUp.promise, stop }
}

/** Runs a program to its end. If it fails, throws an Error with its stderr. */
export async function run(command: string[], user: Unprivileged): Promise<void> {
  const [program, ...args] = [...user.prefix, ...command]
  try {
    await promisify(execFile)(program!, args, { uid: user.uid, gid: user.gid })
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    throw new Error(`${command[0]} failed: ${stderr?.trim() || message}`)
  }
}

function start({ command, user, log }: Supervision): ChildProcess {
  const [program, ...args] = [...user.prefix, ...command]
  const file = openSync(log, 'a')
  try {
    // In a separate session, so that a terminal's Ctrl-C does not reach it and Linux gives it its own share of the CPU.
    return spawn(program!, args, { detached: true, stdio: ['ignore', file, file], uid: user.uid, gid: user.gid })
  } finally {
    closeSync(file)
  }
}
