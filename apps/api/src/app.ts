import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, HonoRequest } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { allowOrigins } from './allow-origins.ts'
import type { Api, ApiEnv, ApiParts } from './api.ts'
import { answerLive } from './live/answer-live.ts'
import { answerError, answerProblem, problemOf, problemOfIssues } from './problem.ts'
import { refuseNul } from './refuse-nul.ts'
import { requireKey } from './require-key.ts'
import { acceptOutlet } from './routes/accept-outlet.ts'
import { addRecords } from './routes/add-records.ts'
import { cancelImport } from './routes/cancel-import.ts'
import { cancelJob } from './routes/cancel-job.ts'
import { completeImport } from './routes/complete-import.ts'
import { createImport } from './routes/create-import.ts'
import { createOutlet } from './routes/create-outlet.ts'
import { createStreamToken } from './routes/create-stream-token.ts'
import { discoverProfiles } from './routes/discover-profiles.ts'
import { explainJob } from './routes/explain-job.ts'
import { exportAdvertisers } from './routes/export-advertisers.ts'
import { getFileContent } from './routes/get-file-content.ts'
import { getHealth } from './routes/get-health.ts'
import { getImport } from './routes/get-import.ts'
import { getImportRejects } from './routes/get-import-rejects.ts'
import { getJob } from './routes/get-job.ts'
import { getJobResults } from './routes/get-job-results.ts'
import { getMetrics } from './routes/get-metrics.ts'
import { getOperations } from './routes/get-operations.ts'
import { getOutlet } from './routes/get-outlet.ts'
import { getOutletHistory } from './routes/get-outlet-history.ts'
import { getPipeline } from './routes/get-pipeline.ts'
import { getRecord } from './routes/get-record.ts'
import { getResults } from './routes/get-results.ts'
import { getStatusHistory } from './routes/get-status-history.ts'
import { getSweep } from './routes/get-sweep.ts'
import { listAdvertisers } from './routes/list-advertisers.ts'
import { listChanges } from './routes/list-changes.ts'
import { listDeliveries } from './routes/list-deliveries.ts'
import { listImports } from './routes/list-imports.ts'
import { listJobFiles } from './routes/list-job-files.ts'
import { listJobs } from './routes/list-jobs.ts'
import { listLanes } from './routes/list-lanes.ts'
import { listOutletItems } from './routes/list-outlet-items.ts'
import { listOutlets } from './routes/list-outlets.ts'
import { listPipelines } from './routes/list-pipelines.ts'
import { listRecords } from './routes/list-records.ts'
import { listSweeps } from './routes/list-sweeps.ts'
import { listTrends } from './routes/list-trends.ts'
import { reextractSweep } from './routes/reextract-sweep.ts'
import { refreshOutlet } from './routes/refresh-outlet.ts'
import { releaseClaims } from './routes/release-claims.ts'
import { replayJob } from './routes/replay-job.ts'
import { retryJob } from './routes/retry-job.ts'
import { sendImportPiece } from './routes/send-import-piece.ts'
import { streamJobEvents } from './routes/stream-job-events.ts'
import { submitBatch } from './routes/submit-batch.ts'
import { submitCart } from './routes/submit-cart.ts'
import { submitJob } from './routes/submit-job.ts'
import { updateOutlet } from './routes/update-outlet.ts'

const maxBodyBytes = 1024 * 1024
const maxBatchBytes = 16 * 1024 * 1024

const routes = [
  getHealth,
  submitCart,
  getResults,
  submitJob,
  submitBatch,
  listJobs,
  getJob,
  getJobResults,
  explainJob,
  streamJobEvents,
  createStreamToken,
  listJobFiles,
  getFileContent,
  cancelJob,
  retryJob,
  replayJob,
  listLanes,
  getOperations,
  getMetrics,
  listSweeps,
  getSweep,
  reextractSweep,
  listOutlets,
  createOutlet,
  getOutlet,
  updateOutlet,
  listOutletItems,
  getOutletHistory,
  getStatusHistory,
  refreshOutlet,
  acceptOutlet,
  listChanges,
  listTrends,
  listDeliveries,
  listPipelines,
  getPipeline,
  listRecords,
  getRecord,
  addRecords,
  discoverProfiles,
  releaseClaims,
  createImport,
  listImports,
  getImport,
  sendImportPiece,
  completeImport,
  getImportRejects,
  cancelImport,
  exportAdvertisers,
  listAdvertisers,
]

/** The HTTP API, the same on every runtime: what differs comes with the context. */
export function createApp(contextOf: (c: Context<ApiEnv>) => ApiParts): Api {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const where = { json: 'body', query: 'query', param: 'path', header: 'header', form: 'body', cookie: 'cookie' }[
        result.target
      ]
      return answerProblem(problemOfIssues(result.error, where))
    },
  })
  app.onError(answerError)
  app.notFound((c) =>
    answerProblem(problemOf(new EdgesweepError('not_found', `there is nothing at ${c.req.method} ${c.req.path}`))),
  )
  app.use(answerLive(contextOf))
  app.use(allowOrigins)
  for (const path of ['/v1/*', '/cart', '/results/*', '/metrics']) app.use(path, requireKey)
  app.use(refuseNul)
  const refuseLarge = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: () => {
        throw new EdgesweepError('too_large', `a body may have ${maxSize} bytes at most`, { field: 'body' })
      },
    })
  app.use('/v1/jobs/batch', refuseLarge(maxBatchBytes))
  app.use((c, next) => (limitsItself(c.req) ? next() : refuseLarge(maxBodyBytes)(c, next)))

  for (const route of routes) route(app)
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Edgesweep', version: '0.1.0', description: 'Scraping jobs at the edge.' },
    security: [{ apiKey: [] }],
  })
  return app
}

/** Batches have a limit of their own, and files are no bodies to be held in memory. */
const limitsItself = (request: HonoRequest): boolean =>
  request.path === '/v1/jobs/batch' ||
  /^\/v1\/imports\/[^/]+\/pieces\//.test(request.path) ||
  (request.path === '/v1/imports' && !request.header('content-type')?.startsWith('application/json'))
