import { SeenRecords } from '../seen-records.ts'

/** What a worker is started with. */
export interface WorkerOptions {
  url: string
  /** Connections to the database, at most and in use. */
  connections: number
  /** Records of a claim. */
  batch: number
}

/** One run, from the first claim to the last completion. */
export interface Run {
  /** Aborted when it is enough: what has been claimed is completed, and nothing more claimed. */
  signal: AbortSignal
  /** The work itself: called once for each claimed record, before it is completed. */
  handle(number: number): void
  /** So many more have been completed. */
  completed(count: number): void
}

export interface Worker {
  /** Comes back when nothing is left, or what was claimed has been completed after `signal`. */
  work(run: Run): Promise<RunTime>
}

/** `performance.now()` just before the first claim was asked for, and when the last completion was there. */
export interface RunTime {
  from: number
  to: number
}

/** `target`: completions after which it is enough; null: only when told so. */
export type RunMessage = { run: { target: number | null } } | { stop: true }

/** Completed so far, told every 250 ms of a run without a target. */
interface RunProgress {
  completed: number
}

export interface RunReport {
  seconds: number
  completed: number
  /** Different records that were handled, and how often one was handled again. */
  handled: number
  again: number
}

export type RunAnswer = 'ready' | RunProgress | { report: RunReport } | { error: string }

const progressMs = 250

/** Does the runs that the parent process asks for, one at a time, until the parent is gone. */
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
