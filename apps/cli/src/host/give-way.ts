import { writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { sessionOf } from './session-of.ts'

/** Of this process and of its session. */
const nice = constants.priority.PRIORITY_LOW

/**
 * Lets whatever else this machine runs go first. Linux gives a nice value its say inside a session only, and weighs sessions against each other (sched(7),
 * "The autogroup feature"): one that this process leads, as under cron or `setsid`, gives way as a whole; a terminal's is not only ours.
 */
export function giveWay(): void {
  setPriority(nice)
  try {
    if (sessionOf(process.pid) === process.pid) writeFileSync('/proc/self/autogroup', String(nice))
  } catch {
    // Not every system has sessions that are weighed, and Linux lets it be told ten times a second, whoever does. The import is no less right.
  }
}
