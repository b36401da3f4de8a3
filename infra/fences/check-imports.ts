import { resolve } from 'node:path'
import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser'
import { findFolderLoops } from './folder-loops.ts'
import { importRules } from './import-rules.ts'

/** `npm run fences`: fails where an import breaks a rule of `import-rules.ts`, or where folders import values in a loop. */
process.chdir(resolve(import.meta.dirname, '../..'))

const { output } = await cruise(['packages', 'apps', 'infra'], {
  parser: 'swc',
  ruleSet: { forbidden: importRules.map((rule) => ({ severity: 'error', ...rule })) },
  validate: true,
  doNotFollow: { path: ['node_modules', '^test/'] },
  exclude: { path: ['node_modules', '/dist/'] },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'default'],
    extensions: ['.ts', '.tsx', '.js', '.mjs'],
  },
})
const { modules, summary } = output as ICruiseResult
const loops = findFolderLoops(modules).map(({ from, to }) => `folder-loop: ${from} → ${to}`)
const problems = [...summary.violations.map(describe), ...loops]

for (const problem of problems) process.stderr.write(`${problem}\n`)
if (loops.length > 0)
  process.stderr.write(
    'These folders import values from each other in a loop: move one side’s file, so that imports go one way.\n',
  )
process.stdout.write(
  `${modules.length} files, ${summary.totalDependenciesCruised} imports, ${problems.length === 0 ? 'no import breaks a rule' : `${problems.length} break a rule`}.\n`,
)
process.exitCode = problems.length === 0 ? 0 : 1

function describe({ rule, from, to, cycle }: IViolation): string {
  const path = cycle ? cycle.map(({ name }) => name).join(' → ') : to
  return `${rule.name}: ${from} → ${path}\n  ${importRules.find(({ name }) => name === rule.name)?.comment ?? ''}`
}
