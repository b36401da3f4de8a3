import process from 'node:process'
import { Command, CommanderError } from 'commander'
import { UsageError } from './arguments/command-arguments.ts'
import { addCommand } from './commands/add.ts'
import { discoverCommand } from './commands/discover.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { outletsCommand } from './commands/outlets.ts'
import { pipelinesCommand } from './commands/pipelines.ts'
import { releaseCommand } from './commands/release.ts'
import { retentionCommand } from './commands/retention.ts'
import { sweepCommand } from './commands/sweep.ts'
import { workCommand } from './commands/work.ts'

/** The command line with all its commands. `setExitCode` receives the exit code of a command that has one. */
export function createProgram(setExitCode: (code: number) => void): Command {
  const program = new Command('edgesweep')
    .description(
      'Sweep outlets, import files and process pipelines. `work` and `import --direct` use the database, all other commands the API.',
    )
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  workCommand(program, setExitCode)
  importCommand(program, setExitCode)
  sweepCommand(program, setExitCode)
  const others = [outletsCommand, pipelinesCommand, addCommand, discoverCommand, releaseCommand, exportCommand]
  for (const add of [...others, retentionCommand]) add(program)
  return program
}

/** Runs one command and returns the exit code: 1 after a failure, 2 after a usage error. Standard error has the reason. */
export async function runCli(args: string[]): Promise<number> {
  let exitCode = 0
  const program = createProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has already printed the message. `--help` throws too, with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`edgesweep: ${error instanceof Error ? error.message : error}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}
