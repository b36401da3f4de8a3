import { createApp } from './app.ts'
import { makeContext } from './context.ts'

const app = createApp((c) => makeContext(c.env as Env))

/** HTTP on Cloudflare; the dashboard's files are served before this Worker is asked. */
export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
} satisfies ExportedHandler<Env>
