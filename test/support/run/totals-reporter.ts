import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

/** Adds the totals in one plain line, for whoever reads the output with a program. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: TestRunEndReason): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const count = (state: string) => states.filter((each) => each === state).length
    // A file that does not load, a failing hook, a global setup: they fail the run without failing a test.
    const broken = modules.filter((module) => module.errors().length > 0 || hasBrokenSuite(module)).length
    const failed = count('failed') + broken + unhandledErrors.length || (reason === 'passed' ? 0 : 1)
    const skipped = count('skipped')
    const lines = [skipped > 0 ? `${skipped} skipped` : '', `${count('passed')} passed, ${failed} failed`]
    process.stdout.write(`${lines.filter(Boolean).join('\n')}\n`)
  }
}

function hasBrokenSuite(module: TestModule): boolean {
  return [...module.children.allSuites()].some((suite) => suite.errors().length > 0)
}
