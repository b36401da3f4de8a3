import { makeContext, type RunnerContext } from '@edgesweep/runner/context.ts'
import { checkNeeds } from '@edgesweep/runner/runner-pipelines.ts'
import { supervise } from '@edgesweep/runner/supervise.ts'
import { type WorkOptions, work } from '@edgesweep/runner/work.ts'
import type { Command } from 'commander'
import { pipelineArgument } from '../arguments/pipeline-argument.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { wholeNumber } from '../arguments/whole-number.ts'

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

/** Unless `--max-workers` says otherwise. */
const usualMaxWorkers = 16

/** `edgesweep work PIPELINE`: works on a pipeline's records in this process, or in several. `end` is told the exit code. */
export const workCommand = (program: Command, end: (code: number) => void) =>
  program
    .command('work')
    .description(
      "Work on a pipeline's records by claims, until it is asked to end: Ctrl-C or SIGTERM gives back what has not begun. Needs DATABASE_URL.",
    )
    .addArgument(pipelineArgument('<PIPELINE>', 'whose records'))
    .option('--instances <n>', 'processes of this runtime', wholeNumber(1), 1)
    .option('--batch <n>', 'records claimed at a time', wholeNumber(1), 50)
    .option('--workers <n>', 'records worked on at a time, whatever happens', wholeNumber(1), 8)
    .option('--max-workers <n>', 'and at most, while more wait and the machine has room (16)', wholeNumber(1))
    .option('--memory-floor <MiB>', 'no further worker with less memory free, and one fewer', wholeNumber(0), 128)
    .option('--lease <seconds>', 'how long a claim outlives a process that dies', wholeNumber(1), 1_800)
    .option('--until-idle', 'end when nothing is due')
    .option('--metrics-port <port>', 'serve metrics there, and on the next ports for further instances', wholeNumber(0))
    .action(async (pipeline: WorkOptions['pipeline'], flags: Flags) => {
      const { instances, batch, workers, lease: leaseSeconds, untilIdle = false, metricsPort } = flags
      const maxWorkers = flags.maxWorkers ?? Math.max(workers, usualMaxWorkers)
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
      end(await (instances === 1 ? work(ctx, options) : supervise(ctx, commands())))
    })

/** What is missing is said here, before anything begins, and in a supervised process it is no reason to start it again. */
async function prepare(pipeline: WorkOptions['pipeline'], metricsPort: number | undefined): Promise<RunnerContext> {
  try {
    const ctx = makeContext(metricsPort === undefined ? {} : { METRICS_PORT: String(metricsPort) })
    await checkNeeds(ctx, pipeline)
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
