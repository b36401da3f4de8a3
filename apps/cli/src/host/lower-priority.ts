import { readFileSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import process from 'node:process'

const nice = constants.priority.PRIORITY_LOW

/**
 * Lowers the CPU priority of this process. On Linux a nice value counts only within a session (sched(7), "The autogroup feature"). A session that
 * this process leads, as under cron or `setsid`, is therefore lowered too; a terminal's session has other members and is not.
 */
export function lowerPriority(): void {
  setPriority(nice)
  try {
    if (sessionOf(process.pid) === process.pid) writeFileSync('/proc/self/autogroup', String(nice))
  } catch {
    // Best effort: not every system has autogroups, and Linux accepts only ten such changes a second.
  }
}

/** The id of the process that leads the session of `pid` (Linux). The command in the line may contain spaces and parentheses (proc(5)). */
export const sessionOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[3])
