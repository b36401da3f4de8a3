import type { WorkerResources } from '@edgesweep/infra/cloudflare/resources/resources.ts'

/** A Worker that needs nothing, with what is given put over it. */
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
  browser: false,
  ...fields,
})

/** A sender, a consumer and a consumer of dead letters that fit together. */
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
