import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Api, ApiEnv, ApiParts } from './api.ts'
import { allowOrigins } from './http/allow-origins.ts'
import { answerError, answerProblem, problemOf, problemOfIssues } from './http/problem.ts'
import { requireKey } from './http/require-key.ts'
import { answerLive } from './live/answer-live.ts'
import { exportAdvertisers } from './routes/advertiser/export.ts'
import { listAdvertisers } from './routes/advertiser/list.ts'
import { getResults } from './routes/cart/get-results.ts'
import { submitCart } from './routes/cart/submit.ts'
import { listChanges } from './routes/change/list.ts'
import { listDeliveries } from './routes/delivery/list.ts'
import { getFileContent } from './routes/file/get-content.ts'
import { cancelImport } from './routes/import/cancel.ts'
import { completeImport } from './routes/import/complete.ts'
import { createImport } from './routes/import/create.ts'
import { getImport } from './routes/import/get.ts'
import { getImportRejects } from './routes/import/get-rejects.ts'
import { listImports } from './routes/import/list.ts'
import { sendImportPiece } from './routes/import/send-piece.ts'
import { cancelJob } from './routes/job/cancel.ts'
import { explainJob } from './routes/job/explain.ts'
import { getJob } from './routes/job/get.ts'
import { getJobResults } from './routes/job/get-results.ts'
import { listJobs } from './routes/job/list.ts'
import { listJobFiles } from './routes/job/list-files.ts'
import { replayJob } from './routes/job/replay.ts'
import { retryJob } from './routes/job/retry.ts'
import { submitJob } from './routes/job/submit.ts'
import { submitBatch } from './routes/job/submit-batch.ts'
import { listLanes } from './routes/lane/list.ts'
import { getOperations } from './routes/operations/get.ts'
import { getHealth } from './routes/operations/get-health.ts'
import { getMetrics } from './routes/operations/get-metrics.ts'
import { acceptOutlet } from './routes/outlet/accept.ts'
import { createOutlet } from './routes/outlet/create.ts'
import { getOutlet } from './routes/outlet/get.ts'
import { getOutletHistory } from './routes/outlet/get-history.ts'
import { getStatusHistory } from './routes/outlet/get-status-history.ts'
import { listOutlets } from './routes/outlet/list.ts'
import { listOutletItems } from './routes/outlet/list-items.ts'
import { listTrends } from './routes/outlet/list-trends.ts'
import { refreshOutlet } from './routes/outlet/refresh.ts'
import { updateOutlet } from './routes/outlet/update.ts'
import { getPipeline } from './routes/pipeline/get.ts'
import { listPipelines } from './routes/pipeline/list.ts'
import { releaseClaims } from './routes/pipeline/release-claims.ts'
import { addRecords } from './routes/record/add.ts'
import { getRecord } from './routes/record/get.ts'
import { listRecords } from './routes/record/list.ts'
import { getRetention } from './routes/retention/get.ts'
import { createStreamToken } from './routes/stream/create-token.ts'
import { streamJobEvents } from './routes/stream/job-events.ts'
import { getSweep } from './routes/sweep/get.ts'
import { listSweeps } from './routes/sweep/list.ts'
import { listSweptOutlets } from './routes/sweep/list-outlets.ts'
import { reextractSweep } from './routes/sweep/reextract.ts'

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
  getRetention,
  listSweeps,
  getSweep,
  listSweptOutlets,
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

/** The HTTP API for every runtime. `contextOf` supplies the parts that differ. */
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
    answerProblem(problemOf(new EdgesweepError('not_found', `there is no route ${c.req.method} ${c.req.path}`))),
  )
  app.use(answerLive(contextOf))
  app.use(allowOrigins)
  for (const route of routes) route(app)
  // Without a key, a path that has no route answers 401 like the others, so that nobody learns which paths exist.
  for (const path of ['/v1/*', '/cart', '/results/*', '/metrics']) app.use(path, requireKey(null))
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Edgesweep', version: '0.1.0', description: 'Scraping jobs at the edge.' },
    security: [{ apiKey: [] }],
  })
  return app
}
