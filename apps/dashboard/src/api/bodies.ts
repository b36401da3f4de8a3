import type { ChangeBody } from '@edgesweep/api/src/routes/change/list.ts'
import type { DeliveryBody } from '@edgesweep/api/src/routes/delivery/list.ts'
import type { Why as WhyBody } from '@edgesweep/api/src/routes/job/explain.ts'
import type { JobItemBody } from '@edgesweep/api/src/routes/job/get-results.ts'
import type { EndedJob as EndedJobBody } from '@edgesweep/api/src/routes/job/list.ts'
import type { LaneBody } from '@edgesweep/api/src/routes/lane/list.ts'
import type { Health } from '@edgesweep/api/src/routes/operations/get-health.ts'
import type { Trend as TrendBody, Trends as TrendsBody } from '@edgesweep/api/src/routes/outlet/list-trends.ts'
import type { WholeRecordBody } from '@edgesweep/api/src/routes/record/get.ts'
import type { StreamToken as StreamTokenBody } from '@edgesweep/api/src/routes/stream/create-token.ts'
import type { SweptOutletBody } from '@edgesweep/api/src/routes/sweep/list-outlets.ts'
import type { FileBody } from '@edgesweep/api/src/schemas/file.ts'
import type { SnapshotBody } from '@edgesweep/api/src/schemas/history.ts'
import type { OperationsBody } from '@edgesweep/api/src/schemas/operations.ts'
import type { ItemBody, OutletBody } from '@edgesweep/api/src/schemas/outlet.ts'
import type { PipelineBody } from '@edgesweep/api/src/schemas/pipeline.ts'
import type { ReceiptBody } from '@edgesweep/api/src/schemas/receipt.ts'
import type { RecordBody } from '@edgesweep/api/src/schemas/record.ts'
import type { SweepBody } from '@edgesweep/api/src/schemas/sweep.ts'
import type { z } from '@hono/zod-openapi'

export type { ImportBody as Import } from '@edgesweep/api/src/schemas/import.ts'
export type { JobBody as Job } from '@edgesweep/api/src/schemas/job.ts'
export type Lane = z.infer<typeof LaneBody>
export type LaneJob = Lane['jobs'][number]
export type EndedJob = z.infer<typeof EndedJobBody>
export type Why = z.infer<typeof WhyBody>
export type JobItem = z.infer<typeof JobItemBody>
export type FileEntry = z.infer<typeof FileBody>
export type Receipt = z.infer<typeof ReceiptBody>
export type StreamToken = z.infer<typeof StreamTokenBody>
export type Sweep = z.infer<typeof SweepBody>
export type SweptOutlet = z.infer<typeof SweptOutletBody>
export type Outlet = z.infer<typeof OutletBody>
export type Item = z.infer<typeof ItemBody>
export type Snapshot = z.infer<typeof SnapshotBody>
export type Trend = z.infer<typeof TrendBody>
export type Trends = z.infer<typeof TrendsBody>
export type Operations = z.infer<typeof OperationsBody>
export type Change = z.infer<typeof ChangeBody>
export type Delivery = z.infer<typeof DeliveryBody>
export type Pipeline = z.infer<typeof PipelineBody>
export type PipelineRecord = z.infer<typeof RecordBody>
export type WholeRecord = z.infer<typeof WholeRecordBody>
export type RecordResult = NonNullable<PipelineRecord['result']>
export type HealthReport = z.infer<typeof Health>

/** One page of a list. `next` is the cursor of the next page; null on the last page. */
export interface Page<T> {
  data: T[]
  next: string | null
}

/** One page of a job's items. `status` is the job's status. */
export type JobItems = Page<JobItem> & { status: string }
