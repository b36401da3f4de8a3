import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** What came of running wrangler; `ok`: it ended with 0. */
export interface WranglerAnswer {
  ok: boolean
  stdout: string
  /** All that it said, for a person to read. */
  output: string
}

/** Runs wrangler. What is secret goes through `stdin`, never through `args`. */
export type Wrangler = (args: string[], options?: { cwd?: string; stdin?: string }) => Promise<WranglerAnswer>

const manifest = createRequire(import.meta.url).resolve('wrangler/package.json')

/** The project's own wrangler, without questions: what it would ask a person takes its default answer. */
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
    // A wrangler that ends before it has read its input must not end us.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin ?? '')
  })

/** wrangler has no use for the database's addresses, and what it does not have it cannot log. */
const withoutDatabase = ({ DATABASE_URL: _, DATABASE_URL_DIRECT: __, ...rest }: NodeJS.ProcessEnv) => rest

/** Whether a failure looks like a network that is not there, rather than an answer. */
export const isUnreachable = ({ ok, output }: WranglerAnswer): boolean =>
  !ok &&
  /unable to resolve|fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|timed out/i.test(
    output,
  )
