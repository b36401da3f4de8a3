import { openReadings } from '@edgesweep/runner/readings/read-host.ts'
import { expect, test } from 'vitest'

const gibibyte = 2 ** 30

/** The reading of a machine with 8 cores and 32 GiB after 1 s at CPU share `machineCpu`. `before` and `after` are the kernel's files. */
async function readingOf(machineCpu: number, before: Record<string, string>, after = before) {
  let seconds = 0
  const files = () => (seconds === 0 ? before : after)
  const read = await openReadings({
    read: async (path) => files()[path] ?? null,
    machine: () => ({
      busyMs: 5_000_000 + seconds * 8_000 * machineCpu,
      totalMs: 9_000_000 + seconds * 8_000,
      memory: { free: 20 * gibibyte, total: 32 * gibibyte },
    }),
    now: () => seconds * 1000,
  })
  seconds = 1
  return read()
}

/** A container with cgroups v2 that sees its own group as the root. */
const container = {
  '/proc/self/cgroup': '0::/\n',
  '/sys/fs/cgroup/memory.max': `${2 * gibibyte}\n`,
  '/sys/fs/cgroup/memory.current': `${1.5 * gibibyte}\n`,
  '/sys/fs/cgroup/memory.stat': `anon 1\nfile 9\ninactive_anon 3\ninactive_file ${gibibyte}\nactive_file 5\n`,
  '/sys/fs/cgroup/cpu.max': '200000 100000\n',
  '/sys/fs/cgroup/cpu.stat': 'usage_usec 7000000\nuser_usec 1\n',
}

test("without limits, the host reading is the machine's", async () => {
  expect(await readingOf(0.25, {})).toEqual({
    cpu: 0.25,
    memoryFreeBytes: 20 * gibibyte,
    memoryTotalBytes: 32 * gibibyte,
  })
})

test("a container's free memory is its limit minus its usage, where inactive file cache counts as free", async () => {
  const { memoryFreeBytes, memoryTotalBytes } = await readingOf(0, container)
  expect([memoryFreeBytes, memoryTotalBytes]).toEqual([1.5 * gibibyte, 2 * gibibyte])
})

test("the CPU share is the larger of the quota's share and the machine's share", async () => {
  const later = { ...container, '/sys/fs/cgroup/cpu.stat': 'usage_usec 8800000\nuser_usec 1\n' }
  expect((await readingOf(0.3, container, later)).cpu).toBeCloseTo(0.9)
  expect((await readingOf(0.95, container, later)).cpu).toBeCloseTo(0.95)
})

test('CPU use above the quota counts as share 1', async () => {
  const later = { ...container, '/sys/fs/cgroup/cpu.stat': 'usage_usec 9500000\n' }
  expect((await readingOf(0.3, container, later)).cpu).toBe(1)
})

test('a tighter limit of an outer control group applies', async () => {
  const slice = '/sys/fs/cgroup/system.slice'
  const { memoryFreeBytes, memoryTotalBytes } = await readingOf(0, {
    '/proc/self/cgroup': '0::/system.slice/edgesweep-runner@profiles.service\n',
    [`${slice}/edgesweep-runner@profiles.service/memory.max`]: 'max\n',
    [`${slice}/edgesweep-runner@profiles.service/memory.current`]: '1000\n',
    [`${slice}/memory.max`]: `${gibibyte}\n`,
    [`${slice}/memory.current`]: `${gibibyte / 2}\n`,
  })
  expect([memoryFreeBytes, memoryTotalBytes]).toEqual([gibibyte / 2, gibibyte])
})

test("cgroup v1 limits are read at the root when the container's own path does not exist", async () => {
  const before = {
    '/proc/self/cgroup': '9:memory:/docker/4f2a\n4:cpu,cpuacct:/docker/4f2a\n1:name=systemd:/docker/4f2a\n0::/\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${gibibyte}\n`,
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': `${gibibyte / 2}\n`,
    '/sys/fs/cgroup/memory/memory.stat': `inactive_file 0\ntotal_inactive_file ${gibibyte / 4}\n`,
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpuacct/cpuacct.usage': '1000000000\n',
  }
  const after = { ...before, '/sys/fs/cgroup/cpuacct/cpuacct.usage': '1400000000\n' }
  expect(await readingOf(0.1, before, after)).toEqual({
    cpu: 0.8,
    memoryFreeBytes: 0.75 * gibibyte,
    memoryTotalBytes: gibibyte,
  })
})

test("cgroup v1 files without an effective limit leave the machine's reading", async () => {
  const reading = await readingOf(0.1, {
    '/proc/self/cgroup': '9:memory:/\n4:cpu:/\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '1000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpuacct/cpuacct.usage': '1000000000\n',
  })
  expect(reading).toEqual({ cpu: 0.1, memoryFreeBytes: 20 * gibibyte, memoryTotalBytes: 32 * gibibyte })
})

test('the CPU share is NaN when no time passed between two readings', async () => {
  const read = await openReadings({
    read: async () => null,
    machine: () => ({ busyMs: 1, totalMs: 2, memory: { free: 1, total: 2 } }),
    now: () => 0,
  })
  expect((await read()).cpu).toBeNaN()
})
