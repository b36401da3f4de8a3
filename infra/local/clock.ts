import { Cron } from 'croner'
import type { Logger } from './log-file.ts'

/** A Cron Trigger of a Worker's configuration. */
export type CronTrigger = { worker: string; cron: string }

export type Clock = {
  /** Fires every trigger now. */
  fireAll(): void
  stop(): void
}

/**
 * Fires Cron Triggers in UTC, as Cloudflare does. A failure, for example during a restart of the runtime, is logged; the trigger fires again at its
 * next time.
 */
export function startClock(crons: CronTrigger[], fire: (trigger: CronTrigger) => Promise<void>, log: Logger): Clock {
  const fireOne = (trigger: CronTrigger) =>
    void fire(trigger).catch((error: Error) =>
      log('warn', `Cron Trigger ${trigger.cron} of ${trigger.worker}: ${error.message}`),
    )
  const jobs = crons.map((trigger) => new Cron(trigger.cron, { timezone: 'UTC' }, () => fireOne(trigger)))
  return {
    fireAll: () => crons.forEach(fireOne),
    stop: () => {
      for (const job of jobs) job.stop()
    },
  }
}
