import type { Reporter, TestModule } from 'vitest/node'

const shown = 10

/** Lists the slowest test files. */
export default class SlowestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= shown) return
    const slowest = modules.toSorted((a, b) => secondsOf(b) - secondsOf(a)).slice(0, shown)
    const lines = slowest.map((module) => `${secondsOf(module).toFixed(1).padStart(7)} s  ${module.relativeModuleId}`)
    process.stdout.write(`Slowest files:\n${lines.join('\n')}\n`)
  }
}

/** Includes the time for loading a file and starting its dependencies. */
function secondsOf(module: TestModule): number {
  const { collectDuration, duration } = module.diagnostic()
  return (collectDuration + duration) / 1000
}
