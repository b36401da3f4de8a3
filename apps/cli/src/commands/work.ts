import { makeContext, type RunnerContext } from '@edgesweep/runner/context.ts'
import { checkSettings } from '@edgesweep/runner/runner-pipelines.ts'
import { drainMs } from '@edgesweep/runner/stop-signal.ts'
import { supervise } from '@edgesweep/runner/supervise.ts'
import { type WorkOptions, work } from '@edgesweep/runner/work.ts'
import type { Command } from 'commander'
import { pipelineArgument, UsageError, wholeNumber } from '../arguments/command-arguments.ts'

interface Flags {
  instances: number
  batch: number
  workers: number
  maxWorkers?: number
  lease: number
  untilIdle?: boolean
  memoryFloor: number
  metricsPort?: number
}

const defaultMaxWorkers = 16

/** `edgesweep work PIPELINE`: processes a pipeline's records in this process, or in several child processes. */
export const workCommand = (program: Command, setExitCode: (code: number) => void) =>
  program
    .command('work')
    .description(
      `Claim and process a pipeline's records. Ctrl-C or SIGTERM ends this within ${drainMs / 1000} s and releases unfinished records. Needs DATABASE_URL.`,
    )
    .addArgument(pipelineArgument('<PIPELINE>', 'pipeline of the records'))
    .option('--instances <n>', 'number of processes', wholeNumber(1), 1)
    .option('--batch <n>', 'records claimed at once', wholeNumber(1), 50)
    .option('--workers <n>', 'minimum number of records processed concurrently', wholeNumber(1), 8)
    .option(
      '--max-workers <n>',
      `maximum number of records processed concurrently, while records wait and the machine has room (default: ${defaultMaxWorkers})`,
      wholeNumber(1),
    )
    .option('--memory-floor <MiB>', 'below this free memory, the number of workers falls', wholeNumber(0), 128)
    .option(
      '--lease <seconds>',
      'time after which the claims of a dead process are free again (files: 90 at most)',
      wholeNumber(1),
      1_800,
    )
    .option('--until-idle', 'end when no record is due')
    .option('--metrics-port <port>', 'serve metrics on this port; further instances use the next ports', wholeNumber(0))
    .action(async (pipeline: WorkOptions['pipeline'], flags: Flags) => {
      const { instances, batch, workers, lease: leaseSeconds, untilIdle = false, metricsPort } = flags
      const maxWorkers = flags.maxWorkers ?? Math.max(workers, defaultMaxWorkers)
      if (maxWorkers < workers)
        throw new UsageError(`--max-workers (${maxWorkers}) is less than --workers (${workers})`)
      const options = {
        pipeline,
        batch,
        workers,
        maxWorkers,
        memoryFloorMiB: flags.memoryFloor,
        leaseSeconds,
        untilIdle,
      }
      const ctx = await prepare(pipeline, metricsPort)
      const commands = () => Array.from({ length: instances }, (_, index) => instanceArguments(options, ctx, index))
      setExitCode(await (instances === 1 ? work(ctx, options) : supervise(ctx, commands())))
    })

/** Checks the settings before any work starts. A failure is a `UsageError`, so that the supervisor does not restart the process. */
async function prepare(pipeline: WorkOptions['pipeline'], metricsPort: number | undefined): Promise<RunnerContext> {
  try {
    const ctx = makeContext(metricsPort === undefined ? {} : { METRICS_PORT: String(metricsPort) })
    await checkSettings(ctx, pipeline)
    return ctx
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function instanceArguments(options: WorkOptions, { metricsAddress }: RunnerContext, index: number): string[] {
  const { pipeline, batch, workers, maxWorkers, memoryFloorMiB, leaseSeconds, untilIdle } = options
  const numbers = { batch, workers, 'max-workers': maxWorkers, 'memory-floor': memoryFloorMiB, lease: leaseSeconds }
  const port = metricsAddress && (metricsAddress.port === 0 ? 0 : metricsAddress.port + index)
  return [
    'work',
    pipeline,
    ...Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(untilIdle ? ['--until-idle'] : []),
    ...(port === null ? [] : ['--metrics-port', String(port)]),
  ]
}
