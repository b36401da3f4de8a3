import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** The outcome of a wrangler command. `ok` means exit code 0. */
export interface WranglerAnswer {
  ok: boolean
  stdout: string
  /** The whole output, for people. */
  output: string
}

/** Runs wrangler. Secrets must be passed through `stdin`, never through `args`. */
export type Wrangler = (args: string[], options?: { cwd?: string; stdin?: string }) => Promise<WranglerAnswer>

const manifest = createRequire(import.meta.url).resolve('wrangler/package.json')

/** The project's own wrangler, non-interactive: every prompt takes its default answer. */
export const runWrangler: Wrangler = (args, { cwd, stdin } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(dirname(manifest), 'bin', 'wrangler.js'), ...args], {
      cwd,
      env: {
        ...withoutDatabase(process.env),
        CI: '1',
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        WRANGLER_SEND_METRICS: 'false',
      },
    })
    let stdout = ''
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ ok: code === 0, stdout, output: stripVTControlCharacters(output) }))
    // If wrangler ends before it reads its input, the write error must not end this process.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin ?? '')
  })

/** wrangler does not need the database's addresses, so it must not be able to log them. */
const withoutDatabase = ({ DATABASE_URL: _, DATABASE_URL_DIRECT: __, ...rest }: NodeJS.ProcessEnv) => rest

/** Whether a failure looks like a network error and not like an answer of Cloudflare. */
export const isUnreachable = ({ ok, output }: WranglerAnswer): boolean =>
  !ok &&
  /unable to resolve|fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|timed out/i.test(
    output,
  )
