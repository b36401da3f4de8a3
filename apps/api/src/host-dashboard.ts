import { existsSync, readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from 'hono/serve-static'
import type { Api } from './api.ts'

const folder = fileURLToPath(new URL('../../dashboard/dist', import.meta.url))

/** Serves the dashboard's bundle with the headers that Cloudflare would add. */
export function serveDashboard(app: Api): void {
  const headers = readHeaders(join(folder, '_headers'))
  const files = serveStatic({
    root: folder,
    join,
    getContent: async (path) => readFile(path).catch(() => null),
    isDir: async (path) => (await stat(path).catch(() => null))?.isDirectory(),
    onFound: (_, c) => {
      for (const [name, value] of headers) c.header(name, value)
    },
  })
  app.get('/*', (c, next) => (c.req.path === '/_headers' ? next() : files(c, next)))
}

/** Reads the `  Name: value` lines of a Cloudflare `_headers` file. Its paths are ignored: the dashboard's file applies to all. */
function readHeaders(path: string): Array<[name: string, value: string]> {
  if (!existsSync(path)) return []
  return [...readFileSync(path, 'utf8').matchAll(/^\s+([\w-]+):\s*(.+?)\s*$/gm)].map(([, name, value]) => [
    name!,
    value!,
  ])
}
