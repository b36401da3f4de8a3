import { adCreative } from './ad-creative/ad-creative-site.ts'
import { demoTown } from './demo-town/demo-town-site.ts'
import { schemaOrg } from './schema-org/schema-org-site.ts'
import { selectors } from './selectors/selectors-site.ts'
import type { Site } from './site/site.ts'

const sites = new Map([adCreative, demoTown, schemaOrg, selectors].map((site) => [site.name, site]))

/** The names that an outlet or a page can give as its site. */
export const siteNames: readonly string[] = [...sites.keys()]

/** The site of that name, null when there is none. */
export const findSite = (name: string): Site | null => sites.get(name) ?? null
