import type { IForbiddenRuleType } from 'dependency-cruiser'

/** Apps that another app may import, by the importing app. */
const appsOfApps = { cli: ['runner'], dashboard: ['api'] } as const

const packages = '^packages/[^/]+/'
const outside = (...allowed: string[]) => ({ path: '^(packages|apps|infra|test)/', pathNot: allowed })

/** The directions of imports: apps → cloudflare → core → {db, sites}. Circular imports are forbidden, including type imports. */
export const importRules: IForbiddenRuleType[] = [
  {
    name: 'circle',
    comment: 'Two files import each other. Move what both need into a third file, or into the one that others import.',
    from: {},
    to: { circular: true },
  },
  ...['sites', 'db'].map((name) => ({
    name: `${name}-is-ground`,
    comment: `packages/${name} imports no other package of the project.`,
    from: { path: `^packages/${name}/` },
    to: outside(`^packages/${name}/`),
  })),
  {
    name: 'core-above-ground',
    comment: 'packages/core imports packages/db and packages/sites only.',
    from: { path: '^packages/core/' },
    to: outside('^packages/(core|db|sites)/'),
  },
  {
    name: 'cloudflare-above-core',
    comment: 'packages/cloudflare imports packages/core and below only.',
    from: { path: '^packages/cloudflare/' },
    to: outside(packages),
  },
  {
    name: 'apps-apart',
    comment:
      'An app imports packages. Only the command line imports the runner, and only the dashboard imports the API’s types.',
    from: { path: '^apps/([^/]+)/', pathNot: Object.keys(appsOfApps).map((app) => `^apps/${app}/`) },
    to: outside(packages, '^apps/$1/'),
  },
  ...Object.entries(appsOfApps).map(([app, allowed]) => ({
    name: `${app}-apart`,
    comment: `apps/${app} imports packages and apps/${allowed.join(', apps/')}.`,
    from: { path: `^apps/${app}/` },
    to: outside(packages, ...[app, ...allowed].map((name) => `^apps/${name}/`)),
  })),
  {
    name: 'dashboard-imports-types-of-the-api',
    comment: 'The dashboard runs in a browser: it imports the API’s types, never its code.',
    from: { path: '^apps/dashboard/' },
    to: { path: '^apps/api/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-tests-in-the-product',
    comment: 'Nothing outside test/ imports a test or its helpers.',
    from: { pathNot: '^test/' },
    to: { path: '^test/' },
  },
]
