import type { scriptedMenu } from '../pages/scripted-page.ts'

/** The HTML of a menu from `GET /api/scripted/:slug`. */
export function renderMenu(menu: ReturnType<typeof scriptedMenu>): string
