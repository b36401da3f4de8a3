import { SeenRecords } from '../seen-records.ts'

/** The options of a worker. */
export interface WorkerOptions {
  url: string
  /** The number of connections to the database. */
  connections: number
  /** Records per claim. */
  batch: number
}

/** One run, from the first claim to the last completion. */
export interface Run {
  /** Aborts to end the run: claimed records are completed, and no more are claimed. */
  signal: AbortSignal
  /** The work: called once for each claimed record before it is completed. */
  handle(number: number): void
  /** Reports further completed records. */
  completed(count: number): void
}

export interface Worker {
  /** Resolves when nothing is left, or when the claimed records have been completed after `signal`. */
  work(run: Run): Promise<RunTime>
}

/** `performance.now()` just before the first claim, and after the last completion. */
export interface RunTime {
  from: number
  to: number
}

/** `target`: the number of completions after which the run ends; null: only on request. */
export type RunMessage = { run: { target: number | null } } | { stop: true }

/** Completed records so far, reported every 250 ms of a run without a target. */
interface RunProgress {
  completed: number
}

export interface RunReport {
  seconds: number
  completed: number
  /** The number of distinct handled records, and of repeated ones. */
  handled: number
  again: number
}

export type RunAnswer = 'ready' | RunProgress | { report: RunReport } | { error: string }

const progressMs = 250

/** Does the runs that the parent process requests, one at a time, until the parent ends. */
export async function answerRuns(open: (options: WorkerOptions) => Promise<Worker>): Promise<void> {
  const worker = await open(JSON.parse(process.argv[2]!) as WorkerOptions)
  const say = (answer: RunAnswer) => process.send!(answer)
  let enough = new AbortController()
  process.on('message', (message: RunMessage) => {
    if ('stop' in message) return enough.abort()
    enough = new AbortController()
    runOnce(worker, message.run.target, enough, say).then(
      (report) => say({ report }),
      (error) => say({ error: error instanceof Error ? String(error.stack) : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit())
  say('ready')
}

async function runOnce(
  worker: Worker,
  target: number | null,
  enough: AbortController,
  say: (answer: RunProgress) => void,
): Promise<RunReport> {
  const seen = new SeenRecords()
  let completed = 0
  const timer = target === null ? setInterval(() => say({ completed }), progressMs) : undefined
  try {
    const { from, to } = await worker.work({
      signal: enough.signal,
      handle: (number) => seen.add(number),
      completed: (count) => {
        completed += count
        if (target !== null && completed >= target) enough.abort()
      },
    })
    return { seconds: (to - from) / 1000, completed, handled: seen.distinct, again: seen.again }
  } finally {
    clearInterval(timer)
  }
}
