import process from 'node:process'
import { Command, CommanderError } from 'commander'
import { UsageError } from './arguments/usage-error.ts'
import { addCommand } from './commands/add.ts'
import { discoverCommand } from './commands/discover.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { outletsCommand } from './commands/outlets.ts'
import { pipelinesCommand } from './commands/pipelines.ts'
import { releaseCommand } from './commands/release.ts'
import { sweepCommand } from './commands/sweep.ts'
import { workCommand } from './commands/work.ts'

/** The command line with all its commands. `end` is told the exit code of a command that has one. */
export function createProgram(end: (code: number) => void): Command {
  const program = new Command('edgesweep')
    .description(
      'Sweeps outlets, imports files and works on pipelines: what it does not do itself it asks an Edgesweep API for.',
    )
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  workCommand(program, end)
  importCommand(program, end)
  sweepCommand(program, end)
  for (const add of [outletsCommand, pipelinesCommand, addCommand, discoverCommand, releaseCommand, exportCommand])
    add(program)
  return program
}

/** Runs one command. Gives the exit code: 1 when it failed, 2 when it was not called as it can be, with the reason on standard error. */
export async function runCli(args: string[]): Promise<number> {
  let code = 0
  const program = createProgram((ended) => {
    code = ended
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Commander has said what was wrong; help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`edgesweep: ${error instanceof Error ? error.message : error}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}
