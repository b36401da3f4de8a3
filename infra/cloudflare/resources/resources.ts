/** What one Worker's `wrangler.jsonc` says it is and needs. */
export interface WorkerResources {
  name: string
  /** Absolute path of the folder that `wrangler` runs in. */
  folder: string
  /** Durable Object classes that are its own: its migrations make them. */
  classes: string[]
  /** Durable Object classes that it binds; `script` is the Worker that has them, often itself. */
  boundClasses: Array<{ className: string; script: string }>
  /** Other Workers that it calls. */
  services: string[]
  /** Queues that it sends to. */
  produces: string[]
  consumes: Array<{ queue: string; deadLetterQueue: string | null }>
  buckets: string[]
  /** Names of the secrets without which it must not run. */
  secrets: string[]
  crons: string[]
  /** Whether it drives browsers. */
  browser: boolean
}
