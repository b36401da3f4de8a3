import type { scriptedMenu } from '../pages/scripted-page.ts'

/** The HTML of a menu as `GET /api/scripted/:slug` answers it. */
export function renderMenu(menu: ReturnType<typeof scriptedMenu>): string
