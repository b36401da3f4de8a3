import { execFile } from 'node:child_process'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { type Host, hosts, root } from './start-runtimes.ts'

test.each(Object.keys(hosts) as Host[])(
  'on %s the governor reads the machine, serves its decision, and leaves no process running',
  async (host) => {
    const [command, ...args] = hosts[host]
    const permitted = host === 'Deno' ? [...args, '--allow-sys'] : args
    const script = join(import.meta.dirname, 'run-governor.ts')
    const { stdout } = await promisify(execFile)(command, [...permitted, script], { cwd: root, timeout: 20_000 })
    const { metrics, health, governor } = JSON.parse(stdout)
    expect(JSON.parse(health)).toEqual({ status: 'ok' })
    expect(metrics).toContain('edgesweep_governor_decisions_total{reason="steady",change="0"} 3')
    expect(governor.decisions).toMatchObject([{ workers: 1, reason: 'steady', times: 3 }])
    const { cpu, memoryFreeBytes, memoryTotalBytes } = governor.decisions[0].reading
    expect(cpu).toBeGreaterThanOrEqual(0)
    expect(cpu).toBeLessThanOrEqual(1)
    expect(memoryTotalBytes).toBeGreaterThan(0)
    expect(memoryTotalBytes).toBeLessThanOrEqual(totalmem())
    expect(memoryFreeBytes).toBeLessThanOrEqual(memoryTotalBytes)
  },
)
