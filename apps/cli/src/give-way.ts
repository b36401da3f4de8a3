import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import process from 'node:process'

/** Of this process and of its session. */
const nice = constants.priority.PRIORITY_LOW

/**
 * Lets whatever else this machine runs go first. Linux gives a nice value its say inside a session only, and weighs sessions against each other (sched(7),
 * "The autogroup feature"): one that this process leads, as under cron or `setsid`, gives way as a whole; a terminal's is not only ours.
 */
export function giveWay(): void {
  setPriority(nice)
  try {
    if (existsSync('/proc/self/autogroup') && leadsItsSession()) writeFileSync('/proc/self/autogroup', String(nice))
  } catch {
    // Linux lets it be told ten times a second, whoever does: without, the import is no less right.
  }
}

/** The command in the line may have blanks and brackets (proc(5)). */
const leadsItsSession = (): boolean =>
  Number(readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)!.split(' ')[3]) === process.pid
