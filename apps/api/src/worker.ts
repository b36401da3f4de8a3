import { createApp } from './app.ts'
import { makeContext } from './context.ts'

const app = createApp((c) => makeContext(c.env as Env))

/** The API on Cloudflare. Static files of the dashboard are served before this Worker runs. */
export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
} satisfies ExportedHandler<Env>
