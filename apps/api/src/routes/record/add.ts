import { addCreatives, addProfiles } from '@edgesweep/core/pipeline/add-records.ts'
import { CreativeRequests, ProfileRequests } from '@edgesweep/core/pipeline/record-requests.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import { z } from '@hono/zod-openapi'
import type { Api } from '../../api.ts'
import { defineRoute } from '../../http/define-route.ts'
import { problemResponse } from '../../schemas/problem.ts'
import { discoverProfiles } from './discover-profiles.ts'

const responses = {
  200: {
    description: 'The number of added records, and of records that existed already',
    content: { 'application/json': { schema: z.object({ added: z.int(), known: z.int() }) } },
  },
  default: problemResponse,
}

const profiles = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/pipelines/profiles/records',
  summary: 'Add GitHub profiles by their logins',
  request: { body: { required: true, content: { 'application/json': { schema: ProfileRequests } } } },
  responses,
})
const creatives = defineRoute({
  access: 'write',
  method: 'post',
  path: '/v1/pipelines/creatives/records',
  summary: 'Add ad creatives by their addresses',
  request: { body: { required: true, content: { 'application/json': { schema: CreativeRequests } } } },
  responses,
})

/** The route by which callers add records to each pipeline; null where only jobs add them. */
const additions: Record<PipelineName, ((app: Api) => void) | null> = {
  profiles: (app) => {
    app.openapi(profiles, async (c) => c.json(await addProfiles(c.var.ctx, c.req.valid('json')), 200))
  },
  creatives: (app) => {
    app.openapi(creatives, async (c) => c.json(await addCreatives(c.var.ctx, c.req.valid('json')), 200))
  },
  discoveries: discoverProfiles,
  files: null,
}

export const addRecords = (app: Api) => {
  for (const add of Object.values(additions)) add?.(app)
}
