/** The name and the resources of one Worker, from its `wrangler.jsonc`. */
export interface WorkerResources {
  name: string
  /** The absolute path of the folder with its configuration. */
  folder: string
  /** The Durable Object classes that its migrations create. */
  classes: string[]
  /** The Durable Object classes that it binds. `script` is the Worker that defines them. */
  boundClasses: Array<{ className: string; script: string }>
  /** The Workers that it calls. */
  services: string[]
  /** The queues to which it sends. */
  produces: string[]
  consumes: Array<{ queue: string; deadLetterQueue: string | null }>
  buckets: string[]
  /** The names of its required secrets. */
  secrets: string[]
  crons: string[]
  /** Its variables with their values. */
  variables: Record<string, string>
  /** Whether it uses Browser Rendering. */
  browser: boolean
}
