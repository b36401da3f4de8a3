import { recordExtraction } from '@edgesweep/core/item/record-extraction.ts'
import type { Database } from '@edgesweep/db/database.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { createApiKey } from '@edgesweep/db/queries/api-key/create.ts'
import { findApiKey } from '@edgesweep/db/queries/api-key/find.ts'
import { findApiKeyById } from '@edgesweep/db/queries/api-key/find-by-id.ts'
import { countChanges } from '@edgesweep/db/queries/change/count.ts'
import { listChanges } from '@edgesweep/db/queries/change/list.ts'
import { beginAlone } from '@edgesweep/db/queries/claim/begin-alone.ts'
import { claimInLines } from '@edgesweep/db/queries/claim/claim-in-lines.ts'
import { claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import { countPipeline } from '@edgesweep/db/queries/claim/count-pipeline.ts'
import { judgeLines } from '@edgesweep/db/queries/claim/judge-lines.ts'
import { listInstances } from '@edgesweep/db/queries/claim/list-instances.ts'
import { recordCompletions } from '@edgesweep/db/queries/claim/record-completions.ts'
import { releaseClaims } from '@edgesweep/db/queries/claim/release.ts'
import { releaseStaleClaims } from '@edgesweep/db/queries/claim/release-stale.ts'
import { renewClaims } from '@edgesweep/db/queries/claim/renew.ts'
import { returnClaims } from '@edgesweep/db/queries/claim/return.ts'
import { claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { countDeliveries, type DeliveryCounts } from '@edgesweep/db/queries/delivery/count.ts'
import { endOldDeliveries } from '@edgesweep/db/queries/delivery/end-old.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { listDeliveries } from '@edgesweep/db/queries/delivery/list.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { planDeliveryWake } from '@edgesweep/db/queries/delivery/plan-wake.ts'
import { recordDeliveryAttempts } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { createWebhookEndpoint } from '@edgesweep/db/queries/endpoint/create.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import { listWebhookEndpoints } from '@edgesweep/db/queries/endpoint/list.ts'
import { enqueueFileTasks } from '@edgesweep/db/queries/file-task/enqueue.ts'
import { finishFileTasks } from '@edgesweep/db/queries/file-task/finish.ts'
import { listFileTasks } from '@edgesweep/db/queries/file-task/list.ts'
import { readFileTask } from '@edgesweep/db/queries/file-task/read.ts'
import { recordKeptFile } from '@edgesweep/db/queries/file-task/record-kept.ts'
import { settleGitHubToken } from '@edgesweep/db/queries/github-token/settle.ts'
import { takeGitHubToken } from '@edgesweep/db/queries/github-token/take.ts'
import { readTrends } from '@edgesweep/db/queries/history/read-trends.ts'
import { countRunningImports } from '@edgesweep/db/queries/import/count-running.ts'
import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { readListing } from '@edgesweep/db/queries/item/read-listing.ts'
import { readItemsThen } from '@edgesweep/db/queries/item/read-then.ts'
import { listJobs } from '@edgesweep/db/queries/job/list.ts'
import { upsertEndedJobs } from '@edgesweep/db/queries/job/upsert-ended.ts'
import { ping } from '@edgesweep/db/queries/operations/ping.ts'
import { readClock } from '@edgesweep/db/queries/operations/read-clock.ts'
import { type RoleConnections, readConnections } from '@edgesweep/db/queries/operations/read-connections.ts'
import { readReplayPosition } from '@edgesweep/db/queries/operations/read-replay-position.ts'
import { readWalPosition } from '@edgesweep/db/queries/operations/read-wal-position.ts'
import { acceptOutlet } from '@edgesweep/db/queries/outlet/accept.ts'
import { createOutlet } from '@edgesweep/db/queries/outlet/create.ts'
import { listOutlets } from '@edgesweep/db/queries/outlet/list.ts'
import { noteLook } from '@edgesweep/db/queries/outlet/note-look.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { recordPlatformStatus } from '@edgesweep/db/queries/outlet/record-platform-status.ts'
import { updateOutlet } from '@edgesweep/db/queries/outlet/update.ts'
import { upsertOutlets } from '@edgesweep/db/queries/outlet/upsert.ts'
import { readOutletPages } from '@edgesweep/db/queries/page/read.ts'
import { readKeptOutlets } from '@edgesweep/db/queries/page/read-kept-outlets.ts'
import { recordOutletPages } from '@edgesweep/db/queries/page/record.ts'
import { addCreatives } from '@edgesweep/db/queries/record/add-creatives.ts'
import { addDiscovery } from '@edgesweep/db/queries/record/add-discovery.ts'
import { addProfiles } from '@edgesweep/db/queries/record/add-profiles.ts'
import { countDueRecords } from '@edgesweep/db/queries/record/count-due.ts'
import { finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import { finishDiscoveries } from '@edgesweep/db/queries/record/finish-discoveries.ts'
import { finishProfiles } from '@edgesweep/db/queries/record/finish-profiles.ts'
import { listRecords } from '@edgesweep/db/queries/record/list.ts'
import { readRecord } from '@edgesweep/db/queries/record/read.ts'
import { attachSweepJob } from '@edgesweep/db/queries/sweep/attach-job.ts'
import { claimChosenOutlets } from '@edgesweep/db/queries/sweep/claim-chosen-outlets.ts'
import { claimDueOutlets } from '@edgesweep/db/queries/sweep/claim-due-outlets.ts'
import { countDueOutlets } from '@edgesweep/db/queries/sweep/count-due-outlets.ts'
import { finishSweep } from '@edgesweep/db/queries/sweep/finish.ts'
import { listSweeps } from '@edgesweep/db/queries/sweep/list.ts'
import { listDueOwners } from '@edgesweep/db/queries/sweep/list-due-owners.ts'
import { listLostSweeps } from '@edgesweep/db/queries/sweep/list-lost.ts'
import { listOverdueSweeps } from '@edgesweep/db/queries/sweep/list-overdue.ts'
import { noteRound } from '@edgesweep/db/queries/sweep/note-round.ts'
import { readSweep } from '@edgesweep/db/queries/sweep/read.ts'
import { readRecentSweeps } from '@edgesweep/db/queries/sweep/read-recent.ts'
import { releaseSweepOutlet } from '@edgesweep/db/queries/sweep/release-outlet.ts'
import { releaseSweepOutlets } from '@edgesweep/db/queries/sweep/release-outlets.ts'
import { reopenSweep } from '@edgesweep/db/queries/sweep/reopen.ts'
import { someItem } from '../some.ts'
import { runArchiveQueries } from './run-archive-queries.ts'
import { runImportQueries } from './run-import-queries.ts'
import { runRetentionQueries } from './run-retention-queries.ts'

/** The answers of one driver, by the function name of the query. */
export type Answers = Record<string, unknown>

const LARGE = Number.MAX_SAFE_INTEGER

/** Runs every query of the package at least once on an empty migrated database, always with the same input. Returns the answers. */
export async function runEveryQuery(db: Database): Promise<Answers> {
  const answers: Answers = {}
  const outlet = (id: string) => ({
    id,
    site: 'demo-town',
    name: `Bäckerei “${id}”`,
    url: `https://shop.example/${id}`,
    options: { nested: [1, 'two', null], large: LARGE },
    timezone: 'UTC',
    intervalSeconds: 60,
    enabled: true,
    confirmations: 1,
  })
  answers.ping = await ping(db)
  answers.noteRound = [await noteRound(db)]
  answers.readClock = Object.entries(await readClock(db)).map(([name, value]) => [name, typeof value])
  answers.readConnections = limitsOf(await readConnections(db))
  answers.readWalPosition = (await readWalPosition(db)) > 0
  answers.readReplayPosition = await readReplayPosition(db)
  const sha256 = 'a'.repeat(64)
  const key = { id: 'key_1', name: 'Key', prefix: 'es_1', sha256, scopes: ['a,b', '"c"'], webhookSecret: 'whsec_k' }
  answers.createApiKey = await createApiKey(db, key)
  answers.findApiKey = await findApiKey(db, { sha256 })
  answers.findApiKeyById = await findApiKeyById(db, { id: 'key_1' })
  const endpoint = { id: 'whe_1', keyId: 'key_1', url: 'https://hooks.example/', secret: 'whsec_e', events: [] }
  answers.createWebhookEndpoint = await createWebhookEndpoint(db, endpoint)
  answers.createOutlet = await createOutlet(db, outlet('out_1'))
  answers.upsertOutlets = await upsertOutlets(db, { outlets: [outlet('out_1'), outlet('out_2')] })
  const change = { name: 'ß', intervalSeconds: 61, confirmations: 2 }
  answers.updateOutlet = await updateOutlet(db, 'out_2', change)
  answers.listDueOwners = await listDueOwners(db)
  answers.claimDueOutlets = await claimDueOutlets(db, { sweepId: 'swp_1', owner: null, limit: 1, leaseSeconds: 60.5 })
  answers.claimChosenOutlets = await claimChosenOutlets(db, {
    sweepId: 'swp_2',
    outletIds: ['out_2'],
    leaseSeconds: 60,
  })
  answers.listOverdueSweeps = await listOverdueSweeps(db, { afterSeconds: 0, limit: 10 })
  answers.attachSweepJob = await attachSweepJob(db, { sweepId: 'swp_1', jobId: 'job_1' })

  const listings = [
    [someItem('a', { priceMinor: LARGE }), someItem('b', { priceMinor: null, currency: null, availability: null })],
    [someItem('a', { priceMinor: LARGE - 1, currency: 'VND', url: 'https://shop.example/a' }), someItem('ç')],
  ]
  answers.readListing = []
  answers.writeExtraction = []
  answers.recordPlatformStatus = []
  for (const [index, items] of listings.entries()) {
    const outletId = 'out_1'
    const { observedAt } = (await readOutlet(db, { outletId }))!
    answers.noteLook = [
      await noteLook(db, { outletId, step: 'scan', error: 'ç' }),
      await noteLook(db, { outletId, step: 'extract', error: null }),
    ]
    ;(answers.readListing as unknown[]).push(await readListing(db, { outletId, keys: ['ç', '“c”'] }))
    const sweepId = index === 0 ? null : 'swp_1'
    const status = await recordPlatformStatus(db, { outletId, observedAt, online: index === 0, sweepId })
    ;(answers.recordPlatformStatus as unknown[]).push(status)
    const recorded = await recordExtraction({ db }, { outletId, observedAt, sweepId, items, anomalyShare: 0.5 })
    ;(answers.writeExtraction as unknown[]).push(recorded)
  }
  answers.acceptOutlet = await acceptOutlet(db, { outletId: 'out_1' })
  answers.readOutlet = await readOutlet(db, { outletId: 'out_1' })
  answers.listOutlets = await listOutlets(db, { limit: 10 })
  answers.readOutletItems = await readOutletItems(db, { outletId: 'out_1', limit: 10 })
  answers.listChanges = byKind(await listChanges(db, { outletId: 'out_1', limit: 10 }))
  answers.releaseSweepOutlet = await releaseSweepOutlet(db, { sweepId: 'swp_3', outletId: 'out_1' })
  answers.releaseSweepOutlets = await releaseSweepOutlets(db, { sweepId: 'swp_2', limit: 10 })
  answers.readTrends = (await readTrends(db, { sinceId: 'evt_', stretchSeconds: 1e9 })).map((trend) => ({
    ...trend,
    turns: trend.turns.length,
  }))
  answers.finishSweep = await finishSweep(db, { sweepId: 'swp_1', status: 'completed', summary: { done: 1.5 } })
  answers.reopenSweep =
    (await reopenSweep(db, { sweepId: 'swp_1', outletIds: ['out_none'], leaseSeconds: 60, opens: true })) ?? null
  answers.listLostSweeps = await listLostSweeps(db, { afterSeconds: 3_600, limit: 10 })
  answers.listSweeps = await listSweeps(db, { limit: 10 })
  answers.readSweep = await readSweep(db, { sweepId: 'swp_1' })

  const [observedAt, observed] = ['2026-11-22T10:00:00.123456Z', { outletId: 'out_1', sweepId: 'swp_1' }]
  const read = {
    requestedUrl: 'https://shop.example/ç',
    via: 'fetch',
    url: 'https://shop.example/d',
    status: 200,
  } as const
  const pages = ['a', 'b'].map((file) => ({ ...read, contentType: 'text/html; charset="utf-8"', file }))
  answers.recordOutletPages = (await recordOutletPages(db, { ...observed, observedAt, pages })) ?? null
  answers.readOutletPages = await readOutletPages(db, observed)
  answers.readKeptOutlets = await readKeptOutlets(db, { sweepId: 'swp_1' })
  const { lastExtractedAt } = (await readOutlet(db, { outletId: 'out_1' }))!
  answers.readItemsThen = await readItemsThen(db, { outletId: 'out_1', observedAt: lastExtractedAt! })

  const events = [
    { id: 'evt_job', kind: 'job.completed' as const, payload: { type: 'job.completed', data: { text: "it's" } } },
  ]
  answers.enqueueDeliveries = await enqueueDeliveries(db, [
    { keyId: 'key_1', webhookUrl: 'https://caller.example/', events },
  ])
  answers.numberDeliveries = (await numberDeliveries(db, { limit: 100 })) ?? null
  const lines = { doubtful: 100, doubtfulPerOwner: 100, holding: ['key_1'], perLine: 100, after: '' }
  const { deliveries: claimed } = await claimDueDeliveries(db, { token: 't', limit: 100, leaseSeconds: 60, ...lines })
  answers.claimDueDeliveries = byKind(claimed)
  const attempt = {
    durationMs: 1.5,
    statusCode: null,
    error: 'no answer',
    outcome: 'failed' as const,
    retryAfterSeconds: 9,
  }
  const direct = claimed.find(({ endpointId }) => endpointId === null)!
  const receiver = { line: direct.line, failures: 3, slow: false, restSeconds: 5 }
  answers.recordDeliveryAttempts = (
    await recordDeliveryAttempts(db, 't', [{ deliveryId: direct.id, ...attempt, receiver }])
  ).length
  answers.planDeliveryWake = typeof (await planDeliveryWake(db, { withinSeconds: 60 }))
  answers.endOldDeliveries = await endOldDeliveries(db, { days: 4, limit: 10 })
  answers.listDeliveries = byKind(await listDeliveries(db, { keyId: 'key_1', limit: 100 }))
  answers.countDeliveries = settledCounts(await countDeliveries(db))
  answers.countDueOutlets = await countDueOutlets(db)
  answers.countChanges = await countChanges(db)
  answers.readRecentSweeps = await readRecentSweeps(db)
  answers.countRunningImports = await countRunningImports(db)
  answers.readConnections = Object.keys((await readConnections(db))[0]!)
  answers.disableWebhookEndpoint = await disableWebhookEndpoint(db, { endpointId: 'whe_1', reason: 'gone' })
  answers.listWebhookEndpoints = await listWebhookEndpoints(db, { keyId: 'key_1', limit: 10 })

  const at = '2026-11-22T10:00:00.123456Z'
  const job = {
    id: 'job_1',
    keyId: null,
    kind: 'sweep',
    lane: 'bulk',
    status: 'partial',
    spec: { a: [] },
    attempt: 1,
  } as const
  const counts = { total: 3, completed: 2, failed: 1, usage: { bytes: LARGE }, error: null }
  const times = { submittedAt: at, startedAt: null, endedAt: at, expiresAt: at }
  answers.upsertEndedJobs = await upsertEndedJobs(db, [{ ...job, ...counts, ...times, dead: false }])
  answers.listJobs = await listJobs(db, { keyId: null, limit: 10 })

  const urls = ['https://shop.example/ç.jpg']
  const files = { keyId: 'key_1', jobId: 'job_1', submittedAt: at, urls }
  answers.enqueueFileTasks = [await enqueueFileTasks(db, files), await enqueueFileTasks(db, files)]
  answers.countDueRecords = await countDueRecords(db, 'files', 1_000)
  const terms = { instance: 'host-1', token: 't', limit: 10, leaseSeconds: 60 }
  const records = await claimRecords(db, 'files', { ...terms, after: { dueAt: at, id: '' } })
  answers.claimRecords = [records, await claimRecords(db, 'files', { ...terms, after: null })]
  await releaseClaims(db, 'files', 'host-1')
  const inLines = await claimInLines<ClaimedRow>(db, 'files', { ...terms, ...lines })
  answers.claimInLines = inLines
  answers.judgeLines =
    (await judgeLines(db, 'files', [{ line: 'shop.example', failures: 3, slow: true, restSeconds: 0 }])) ?? null
  const taskId = records[0]!.id
  const held = { id: taskId, token: 't' }
  answers.beginAlone = [
    await beginAlone(db, 'files', held),
    await beginAlone(db, 'files', { id: taskId, token: 'late' }),
  ]
  answers.renewClaims = await renewClaims(db, 'files', { held: [held], leaseSeconds: 60 })
  answers.returnClaims = await returnClaims(db, 'files', [
    { ...held, outcome: 'deferred', afterSeconds: 0, error: 'ç' },
  ])
  await claimRecords(db, 'files', { ...terms, leaseSeconds: 0, after: null })
  answers.releaseStaleClaims = await releaseStaleClaims(db, 'files', { maxAttempts: 5, limit: 10 })
  await claimRecords(db, 'files', { ...terms, after: null })
  answers.releaseClaims = await releaseClaims(db, 'files', 'host-1')
  await claimRecords(db, 'files', { ...terms, after: null })
  const inBucket = { name: 'files/a', bytes: LARGE, sha256, contentType: 'image/jpeg' }
  answers.finishFileTasks = await finishFileTasks(db, [{ ...held, ...inBucket }])
  const reading = { title: 'ç', bodyText: null, landingUrl: null, media: ['https://shop.example/a.mp4'] }
  answers.finishCreatives = await finishCreatives(db, [{ ...held, ...reading }])
  const kept = { ...inBucket, keyId: 'key_1', jobId: 'job_1', submittedAt: at, url: 'https://shop.example/#screenshot' }
  const { minute } = await recordCompletions(db, { pipeline: 'files', instance: 'host-1', completed: 2 })
  answers.recordCompletions = minute.slice(-10)
  answers.recordKeptFile = [await recordKeptFile(db, kept), await recordKeptFile(db, kept)]
  answers.listFileTasks = (await listFileTasks(db, { jobId: 'job_1', keyId: 'key_1', limit: 10 })).toSorted((a, b) =>
    a.url.localeCompare(b.url),
  )
  answers.readFileTask = await readFileTask(db, { taskId, keyId: 'key_1' })
  answers.addProfiles = await addProfiles(db, { logins: ['octocat', 'octocat'] })
  const creative = { url: 'https://ads.example/ç', advertiserId: 'AR1' }
  answers.addCreatives = await addCreatives(db, { creatives: [creative, creative] })
  answers.addDiscovery = await addDiscovery(db, { query: 'location:"São Paulo"', maxResults: 10 })
  await claimRecords(db, 'creatives', { ...terms, after: null })
  answers.countPipeline = [await countPipeline(db, 'profiles'), await countPipeline(db, 'files')]
  answers.listInstances = await listInstances(db)
  answers.listRecords = []
  for (const pipeline of ['creatives', 'discoveries'] as const)
    (answers.listRecords as unknown[]).push(await listRecords(db, { pipeline, keyId: 'key_1', limit: 10 }))
  answers.readRecord = await readRecord(db, { pipeline: 'files', keyId: 'key_1', recordId: taskId })

  const [profile] = await claimRecords(db, 'profiles', { ...terms, after: null })
  const said = { profile: { bio: 'ç', githubId: LARGE }, links: null, etags: { profile: 'W/"1"' } }
  const stage = { id: profile!.id, token: 't', stage: 'profiled' as const, ...said }
  answers.finishProfiles = [await finishProfiles(db, [stage]), await finishProfiles(db, [stage])]
  const claimedAgain = await claimRecords(db, 'profiles', { ...terms, after: null })
  const [discovery] = await claimRecords(db, 'discoveries', { ...terms, after: null })
  const page = { logins: ['hubot', 'monalisa'], total: 2_000_000_000, incomplete: false, last: true }
  answers.finishDiscoveries = await finishDiscoveries(db, [{ id: discovery!.id, token: 't', ...page }])
  answers.claimRecords = [answers.claimRecords, claimedAgain, discovery]
  const wanted = { ids: ['a'], resource: 'core' as const, lease: 'l', leaseSeconds: 60, mostAtOnce: 8 }
  const taken = [await takeGitHubToken(db, wanted), await takeGitHubToken(db, wanted)]
  const budget = { limit: 60, remaining: 59, reset: 1_764_068_400, resetAfterSeconds: 1.5 }
  const verdict = { budget, spent: true, restSeconds: 9, struck: true, disabled: true }
  const settlement = { id: 'a', resource: 'core' as const, lease: 'l', strikes: 0, ...verdict }
  answers.settleGitHubToken = (await settleGitHubToken(db, settlement)) ?? null
  answers.takeGitHubToken = [...taken, await takeGitHubToken(db, wanted)]
  const others = { ...(await runImportQueries(db)), ...(await runArchiveQueries(db)) }
  return { ...answers, ...others, ...(await runRetentionQueries(db)) }
}

/** `oldestDueSeconds` depends on the clock, so only its type is compared. */
const settledCounts = (counts: DeliveryCounts) => ({ ...counts, oldestDueSeconds: typeof counts.oldestDueSeconds })
/** The number of connections changes all the time, so only the limits are compared. */
const limitsOf = (rows: RoleConnections[]) =>
  rows.flatMap(({ role, limit }) => (limit === null ? [] : [{ role, limit }]))

/** Rows of the same moment have no defined order. */
function byKind<Row extends { kind: string; endpointId?: string | null }>(rows: Row[]): Row[] {
  const order = (row: Row) => `${row.kind} ${row.endpointId}`
  return rows.toSorted((a, b) => order(a).localeCompare(order(b)))
}
