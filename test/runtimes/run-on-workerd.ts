import { runCases } from './cases/run-cases.ts'

/** Runs the cases inside workerd: a Worker that answers with the results. */
export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await runCases(await request.json()))
  },
}
