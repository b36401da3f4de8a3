import { runCases } from './cases/run-cases.ts'

/** Runs the cases inside workerd: a Worker that answers with their results. */
export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await runCases(await request.json()))
  },
}
