import { openReadings } from '@edgesweep/runner/readings/read-host.ts'
import { expect, test } from 'vitest'

const gibibyte = 2 ** 30

/** A machine of 8 cores and 32 GiB, with files as the kernel shows them, after a second in which it was busy by that share. */
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

/** A container with cgroups of version 2, which sees its own group as the root. */
const container = {
  '/proc/self/cgroup': '0::/\n',
  '/sys/fs/cgroup/memory.max': `${2 * gibibyte}\n`,
  '/sys/fs/cgroup/memory.current': `${1.5 * gibibyte}\n`,
  '/sys/fs/cgroup/memory.stat': `anon 1\nfile 9\ninactive_anon 3\ninactive_file ${gibibyte}\nactive_file 5\n`,
  '/sys/fs/cgroup/cpu.max': '200000 100000\n',
  '/sys/fs/cgroup/cpu.stat': 'usage_usec 7000000\nuser_usec 1\n',
}

test('without limits the reading is the machine', async () => {
  expect(await readingOf(0.25, {})).toEqual({
    cpu: 0.25,
    memoryFreeBytes: 20 * gibibyte,
    memoryTotalBytes: 32 * gibibyte,
  })
})

test('in a container the memory is its limit less what it holds, cached files that nobody uses not counted', async () => {
  const { memoryFreeBytes, memoryTotalBytes } = await readingOf(0, container)
  expect([memoryFreeBytes, memoryTotalBytes]).toEqual([1.5 * gibibyte, 2 * gibibyte])
})

test('the CPU share is that of the quota where the quota is fuller than the machine, and of the machine where that is', async () => {
  const later = { ...container, '/sys/fs/cgroup/cpu.stat': 'usage_usec 8800000\nuser_usec 1\n' }
  expect((await readingOf(0.3, container, later)).cpu).toBeCloseTo(0.9)
  expect((await readingOf(0.95, container, later)).cpu).toBeCloseTo(0.95)
})

test('a use beyond the quota, as a burst allows, is a full CPU and not more', async () => {
  const later = { ...container, '/sys/fs/cgroup/cpu.stat': 'usage_usec 9500000\n' }
  expect((await readingOf(0.3, container, later)).cpu).toBe(1)
})

test('a limit of a group around the own one counts when it is tighter', async () => {
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

test('limits of version 1 are seen at the root when the path that the container is told leads nowhere', async () => {
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

test('a limit of version 1 that is none, and no quota, leave the machine', async () => {
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

test('no time between two readings is no share', async () => {
  const read = await openReadings({
    read: async () => null,
    machine: () => ({ busyMs: 1, totalMs: 2, memory: { free: 1, total: 2 } }),
    now: () => 0,
  })
  expect((await read()).cpu).toBeNaN()
})
