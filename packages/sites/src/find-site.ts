import { adCreative } from './ad-creative/ad-creative-site.ts'
import { demoTown } from './demo-town/demo-town-site.ts'
import { schemaOrg } from './schema-org/schema-org-site.ts'
import { selectors } from './selectors/selectors-site.ts'
import type { Site } from './site/site.ts'

const sites = new Map([adCreative, demoTown, schemaOrg, selectors].map((site) => [site.name, site]))

/** The site names that an outlet or a page can use. */
export const siteNames: readonly string[] = [...sites.keys()]

/** The site with that name, or null. */
export const findSite = (name: string): Site | null => sites.get(name) ?? null
