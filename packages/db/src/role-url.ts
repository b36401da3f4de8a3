import { createHmac } from 'node:crypto'
import { type DatabaseRole, databaseRoles } from './roles.ts'

/** The owner's connection string with the role's name and password instead. Throws when the string has no password. */
export function roleUrl(ownerUrl: string, role: DatabaseRole): string {
  const url = new URL(ownerUrl)
  url.password = rolePassword(decodeURIComponent(url.password), role)
  url.username = role.name
  return url.href
}

/** The connection strings of all roles, by secret name. */
export const roleUrls = (ownerUrl: string): Record<string, string> =>
  Object.fromEntries(Object.values(databaseRoles).map((role) => [role.secret, roleUrl(ownerUrl, role)]))

/** A role's password (256 bits). It is derived from the owner's, so that it is always the same and need not be stored. */
export function rolePassword(ownerPassword: string, { name }: DatabaseRole): string {
  // With an empty key, anybody could compute the password.
  if (!ownerPassword)
    throw new Error(
      "The owner's connection string has no password. Add it, because the roles' passwords are derived from it.",
    )
  return createHmac('sha256', ownerPassword).update(name).digest('base64url')
}
