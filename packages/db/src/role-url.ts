import { createHmac } from 'node:crypto'
import { type DatabaseRole, databaseRoles } from './roles.ts'

/**
 * The owner's connection string with the role's name and password in place of the owner's. Throws where the owner has no password.
 */
export function roleUrl(ownerUrl: string, role: DatabaseRole): string {
  const url = new URL(ownerUrl)
  url.password = rolePassword(decodeURIComponent(url.password), role)
  url.username = role.name
  return url.href
}

/** The connection strings of all roles, each by the name of the secret that holds it. */
export const roleUrls = (ownerUrl: string): Record<string, string> =>
  Object.fromEntries(Object.values(databaseRoles).map((role) => [role.secret, roleUrl(ownerUrl, role)]))

/** A role's password, of 256 bits: made of the owner's, so that it need not be kept anywhere and comes out the same each time. */
export function rolePassword(ownerPassword: string, { name }: DatabaseRole): string {
  // Without a key anybody could make it.
  if (!ownerPassword) throw new Error('the connection string has no password, of which those of the roles are made')
  return createHmac('sha256', ownerPassword).update(name).digest('base64url')
}
