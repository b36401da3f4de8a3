import { readFileSync } from 'node:fs'

/** The process that leads a process's session, on Linux. The command before it in the line may have blanks and brackets (proc(5)). */
export const sessionOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[3])
