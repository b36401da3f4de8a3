import type { Reporter, TestModule } from 'vitest/node'

const shown = 10

/** Names the test files that took longest, so that what makes a run long is seen when it begins to. */
export default class SlowestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= shown) return
    const slowest = modules.toSorted((a, b) => secondsOf(b) - secondsOf(a)).slice(0, shown)
    const lines = slowest.map((module) => `${secondsOf(module).toFixed(1).padStart(7)} s  ${module.relativeModuleId}`)
    process.stdout.write(`Slowest files:\n${lines.join('\n')}\n`)
  }
}

/** What a file loads and starts before its first test counts, too. */
function secondsOf(module: TestModule): number {
  const { collectDuration, duration } = module.diagnostic()
  return (collectDuration + duration) / 1000
}
