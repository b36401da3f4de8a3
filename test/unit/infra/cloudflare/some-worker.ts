import type { WorkerResources } from '@edgesweep/infra/cloudflare/resources/resources.ts'

/** A Worker without resources, except for those in `fields`. */
export const someWorker = (name: string, fields: Partial<WorkerResources> = {}): WorkerResources => ({
  name,
  folder: `/apps/${name}`,
  classes: [],
  boundClasses: [],
  services: [],
  produces: [],
  consumes: [],
  buckets: [],
  secrets: [],
  crons: [],
  variables: {},
  browser: false,
  ...fields,
})

/** A consistent set of Workers: an API, a sender, and a consumer of a queue and of its dead letters. */
export const someWorkers = (): WorkerResources[] => [
  someWorker('api', { boundClasses: [{ className: 'Lane', script: 'state' }], secrets: ['DATABASE_URL_LIVE'] }),
  someWorker('state', {
    classes: ['Lane'],
    boundClasses: [{ className: 'Lane', script: 'state' }],
    produces: ['work'],
  }),
  someWorker('worker', {
    boundClasses: [{ className: 'Lane', script: 'state' }],
    consumes: [
      { queue: 'work', deadLetterQueue: 'work-dead' },
      { queue: 'work-dead', deadLetterQueue: null },
    ],
    buckets: ['files'],
    secrets: ['DATABASE_URL_SWEEPS'],
  }),
]
