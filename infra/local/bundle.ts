import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Bundles the Workers and the dashboard. Unchanged bundles come from turbo's cache. */
export async function bundleWorkers(root: string): Promise<void> {
  try {
    await promisify(execFile)('turbo', ['run', 'bundle', '--output-logs=errors-only', '--filter=./apps/*'], {
      cwd: root,
      maxBuffer: 64 << 20,
      env: { ...process.env, CI: '1' },
    })
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string }
    const output = `${stdout}\n${stderr}`.trim().split('\n').slice(-40).join('\n')
    throw new Error(`The Workers could not be bundled (run "npx turbo run bundle" to repeat it):\n${output || message}`)
  }
}
