import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser'
import { findFolderLoops } from './folder-loops.ts'
import { importRules } from './import-rules.ts'

/** The imports that break a rule, one text each, and the numbers of files and imports read. */
export interface ImportReport {
  problems: string[]
  files: number
  imports: number
}

/** Checks the imports below `packages`, `apps` and `infra` of a project. `root` is its absolute path. */
export async function checkImports(root: string): Promise<ImportReport> {
  const { output } = await cruise(['packages', 'apps', 'infra'], {
    baseDir: root,
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
  const loops = findFolderLoops(modules).map(
    ({ from, to }) =>
      `folder-loop: ${from} → ${to}\n  The folders import values from each other. Move a file, so that imports go one way.`,
  )
  return {
    problems: [...summary.violations.map(describe), ...loops],
    files: modules.length,
    imports: summary.totalDependenciesCruised ?? 0,
  }
}

function describe({ rule, from, to, cycle }: IViolation): string {
  const path = cycle ? cycle.map(({ name }) => name).join(' → ') : to
  return `${rule.name}: ${from} → ${path}\n  ${importRules.find(({ name }) => name === rule.name)?.comment ?? ''}`
}
