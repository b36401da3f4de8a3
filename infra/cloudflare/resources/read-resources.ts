import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { unstable_readConfig } from 'wrangler'
import type { WorkerResources } from './resources.ts'

/** The part of wrangler's normalised configuration that is used here. wrangler's own type resolves to `any`. */
interface WranglerConfig {
  configPath?: string
  name?: string
  migrations: Array<{
    new_classes?: string[]
    new_sqlite_classes?: string[]
    renamed_classes?: Array<{ from: string; to: string }>
    deleted_classes?: string[]
  }>
  durable_objects: { bindings: Array<{ class_name: string; script_name?: string }> }
  services?: Array<{ service: string }>
  queues: { producers?: Array<{ queue: string }>; consumers?: Array<{ queue: string; dead_letter_queue?: string }> }
  r2_buckets: Array<{ bucket_name?: string }>
  secrets?: { required?: string[] }
  triggers: { crons?: string[] }
  browser?: unknown
  vars?: Record<string, string>
}

/** The resources of all Workers, from the `wrangler.jsonc` files in `apps/`. Throws if wrangler refuses a file. */
export function readResources(root: string): WorkerResources[] {
  const apps = join(root, 'apps')
  return readdirSync(apps)
    .map((name) => join(apps, name))
    .filter((folder) => existsSync(join(folder, 'wrangler.jsonc')))
    .map(readWorker)
}

function readWorker(folder: string): WorkerResources {
  const config: WranglerConfig = unstable_readConfig({ config: join(folder, 'wrangler.jsonc') }, { hideWarnings: true })
  const { name } = config
  if (!name) throw new Error(`${config.configPath} has no "name"`)
  return {
    name,
    folder,
    classes: classesAfter(config.migrations),
    boundClasses: config.durable_objects.bindings.map((binding) => ({
      className: binding.class_name,
      script: binding.script_name ?? name,
    })),
    services: (config.services ?? []).map(({ service }) => service),
    produces: (config.queues.producers ?? []).map(({ queue }) => queue),
    consumes: (config.queues.consumers ?? []).map(({ queue, dead_letter_queue }) => ({
      queue,
      deadLetterQueue: dead_letter_queue ?? null,
    })),
    buckets: config.r2_buckets.flatMap(({ bucket_name }) => bucket_name ?? []),
    secrets: config.secrets?.required ?? [],
    crons: config.triggers.crons ?? [],
    variables: config.vars ?? {},
    browser: config.browser !== undefined,
  }
}

function classesAfter(migrations: WranglerConfig['migrations']): string[] {
  const classes = new Set<string>()
  for (const step of migrations) {
    for (const made of [...(step.new_sqlite_classes ?? []), ...(step.new_classes ?? [])]) classes.add(made)
    for (const { from, to } of step.renamed_classes ?? []) {
      classes.delete(from)
      classes.add(to)
    }
    for (const gone of step.deleted_classes ?? []) classes.delete(gone)
  }
  return [...classes]
}
